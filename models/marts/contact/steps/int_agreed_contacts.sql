-- Which contacts ended with an agreement: a dated task recorded within the hours allowed?
with

-- the next task recorded after each contact, found in one pass over both
moments as (
    select lead_key, attempt_key, occurred_at as moment_at, cast(null as timestamp) as agreed_at
    from {{ ref('int_numbered_attempts') }}
    where not is_before_creation
    union all
    select lead_key, null, agreed_at, agreed_at
    from {{ ref('int_next_steps') }}
    where agreed_at is not null
),

next_agreements as (
    select
        attempt_key,
        lead_key,
        moment_at,
        min(agreed_at) over (
            partition by lead_key order by moment_at
            range between current row and unbounded following
        ) as agreed_at
    from moments
)

select attempt_key, lead_key
from next_agreements
where
    attempt_key is not null
    and {{ seconds_between('moment_at', 'agreed_at') }} <= 3600 * {{ var('next_step_hours') }}
