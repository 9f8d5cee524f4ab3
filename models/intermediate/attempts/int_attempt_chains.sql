-- Which outbound contacts of a person follow each other within the burst window?
select
    attempts.*,
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
            ) }} <= 60 * {{ var('attempt_burst_minutes') }} then 0
            else 1
        end as starts_chain
    from {{ ref('int_attempt_people') }}
    where direction = 'outbound' and lead_key is not null
) as attempts
