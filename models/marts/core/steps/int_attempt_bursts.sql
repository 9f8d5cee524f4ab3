-- Which outbound contacts are one attempt? A call, the voicemail and the e-mail after it are.
-- Contacts that follow each other within the window form a chain. A burst lasts its window from
-- its first contact; only chains longer than the window have to be cut one burst after the other.
-- What was done before the record existed never swallows what is done after: a rep who calls,
-- then creates the record and writes, has made one attempt.
with recursive

outbound as (
    select people.*, firsts.started_at
    from {{ ref('int_attempt_people') }} as people
    inner join {{ ref('int_episode_starts') }} as firsts
        on people.lead_key = firsts.lead_key and firsts.episode_number = 1
    where people.direction = 'outbound'
),

beginnings as (
    select
        *,
        case
            when {{ seconds_between('lag(occurred_at) over contacts', 'occurred_at') }}
                <= 60 * {{ var('attempt_burst_minutes') }}
                and not (
                    occurred_at >= started_at and lag(occurred_at) over contacts < started_at
                ) then 0
            else 1
        end as starts_chain
    from outbound
    window contacts as (partition by lead_key order by occurred_at, attempt_key)
),

numbered as (
    select
        * except (started_at, starts_chain),
        sum(starts_chain) over (partition by lead_key order by occurred_at, attempt_key)
            as chain_number
    from beginnings
),

chains as (
    select
        *,
        min(occurred_at) over chain as chain_started_at,
        max(occurred_at) over chain as chain_ended_at,
        count(*) over chain as chain_contacts
    from numbered
    window chain as (partition by lead_key, chain_number)
),

long_chains as (
    select * from chains
    where
        {{ seconds_between('chain_started_at', 'chain_ended_at') }}
        > 60 * {{ var('attempt_burst_minutes') }}
),

-- what would begin the next burst, if one began here
followed as (
    select
        lead_key,
        chain_number,
        chain_started_at,
        occurred_at,
        min(occurred_at) over (
            partition by lead_key, chain_number
            order by {{ seconds_between('chain_started_at', 'occurred_at') }}
            range between {{ (60 * var('attempt_burst_minutes')) | int + 1 }} following
            and unbounded following
        ) as next_burst_at
    from long_chains
),

links as (
    select distinct lead_key, chain_number, occurred_at, next_burst_at
    from followed
    where next_burst_at is not null
),

burst_starts as (
    select distinct lead_key, chain_number, chain_started_at as burst_started_at
    from long_chains
    union all
    select links.lead_key, links.chain_number, links.next_burst_at
    from burst_starts
    inner join links
        on burst_starts.lead_key = links.lead_key
        and burst_starts.chain_number = links.chain_number
        and burst_starts.burst_started_at = links.occurred_at
),

cut as (
    select
        chains.attempt_key,
        chains.lead_key,
        max(burst_starts.burst_started_at) as burst_started_at
    from chains
    inner join burst_starts
        on chains.lead_key = burst_starts.lead_key
        and chains.chain_number = burst_starts.chain_number
        and burst_starts.burst_started_at <= chains.occurred_at
    group by 1, 2
),

final as (
    select
        chains.*,
        coalesce(cut.burst_started_at, chains.chain_started_at) as burst_started_at
    from chains
    left join cut on chains.attempt_key = cut.attempt_key and chains.lead_key = cut.lead_key
)

select * from final
