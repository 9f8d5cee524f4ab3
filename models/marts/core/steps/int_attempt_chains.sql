-- Which outbound contacts of a person follow each other within the burst window?
-- What was done before the record existed never swallows what is done after: a rep who calls, then
-- creates the record and writes, has made one attempt.
select
    attempts.* except (started_at, starts_chain),
    sum(starts_chain) over (
        partition by lead_key order by occurred_at, attempt_key
    ) as chain_number
from (
    select
        *,
        case
            when {{ seconds_between(
                'lag(occurred_at) over (partition by lead_key order by occurred_at, attempt_key)',
                'occurred_at'
            ) }} <= 60 * {{ var('attempt_burst_minutes') }}
                and not (
                    occurred_at >= started_at
                    and lag(occurred_at) over (partition by lead_key order by occurred_at, attempt_key) < started_at
                ) then 0
            else 1
        end as starts_chain
    from (
        select people.*, firsts.started_at
        from {{ ref('int_attempt_people') }} as people
        inner join {{ ref('int_episode_starts') }} as firsts
            on people.lead_key = firsts.lead_key and firsts.episode_number = 1
        where people.direction = 'outbound'
    ) as outbound
) as attempts
