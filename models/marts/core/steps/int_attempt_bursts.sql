-- Which outbound contacts are one attempt? A call, the voicemail and the e-mail after it are.
-- A burst lasts its window from its first contact; only chains longer than the window have to
-- be cut one burst after the other.
with recursive

chains as (
    select
        *,
        min(occurred_at) over (partition by lead_key, chain_number) as chain_started_at,
        max(occurred_at) over (partition by lead_key, chain_number) as chain_ended_at,
        count(*) over (partition by lead_key, chain_number) as chain_contacts
    from {{ ref('int_attempt_chains') }}
),

long_chains as (
    select lead_key, chain_number, occurred_at, chain_started_at
    from chains
    where {{ seconds_between('chain_started_at', 'chain_ended_at') }} > 60 * {{ var('attempt_burst_minutes') }}
),

burst_starts as (
    select lead_key, chain_number, chain_started_at as burst_started_at
    from long_chains
    group by 1, 2, 3
    union all
    select burst_starts.lead_key, burst_starts.chain_number, min(long_chains.occurred_at)
    from burst_starts
    inner join long_chains
        on burst_starts.lead_key = long_chains.lead_key
        and burst_starts.chain_number = long_chains.chain_number
        and {{ seconds_between('burst_starts.burst_started_at', 'long_chains.occurred_at') }}
        > 60 * {{ var('attempt_burst_minutes') }}
    group by 1, 2, burst_starts.burst_started_at
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
