-- What was done for each episode once its clock ran?
-- Attempts from before the clock do not answer it; those of the second clause count up to the
-- first two-way contact.
with

clocks as (
    select * from {{ ref('int_sla_deadlines') }}
),

attempts as (
    select
        clocks.lead_key,
        clocks.episode_number,
        clocks.attempts_required,
        clocks.attempts_deadline_at,
        attempts.occurred_at,
        attempts.occurred_at_is_date_only,
        attempts.attempt_number is not null as is_numbered,
        attempts.is_connect or attempts.has_opted_out as is_resolved,
        case when attempts.attempt_number is not null then
            row_number() over (
                partition by clocks.lead_key, clocks.episode_number, attempts.attempt_number is not null
                order by attempts.occurred_at
            )
        end as number_in_clock
    from {{ ref('int_numbered_attempts') }} as attempts
    inner join clocks
        on attempts.lead_key = clocks.lead_key and attempts.episode_number = clocks.episode_number
    where
        not attempts.is_before_creation
        and (
            attempts.occurred_at >= clocks.clock_started_at
            or (attempts.occurred_at_is_date_only and {{ local_date('attempts.occurred_at') }} = clocks.clock_date)
        )
),

final as (
    select
        lead_key,
        episode_number,
        min(occurred_at) as first_attempt_at,
        min_by(occurred_at_is_date_only, occurred_at) as first_attempt_is_date_only,
        count(*) filter (where is_numbered and occurred_at <= attempts_deadline_at) as attempts_in_window,
        min(occurred_at) filter (where number_in_clock = attempts_required) as required_attempt_at
    from attempts
    group by 1, 2
)

select * from final
