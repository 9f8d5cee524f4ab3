-- Did sales keep what it promised for each lead? Both clauses, judged at as_of.
-- met: done by the deadline. exempt: resolved before it, undone. pending: the deadline lies ahead.
-- breached_late: done afterwards. breached_open: still undone.
with

run as (
    select * from {{ ref('run') }}
),

deadlines as (
    select * from {{ ref('int_sla_deadlines') }}
),

resolutions as (
    select * from {{ ref('int_sla_resolutions') }}
),

numbered as (
    select * from {{ ref('int_numbered_attempts') }} where not is_before_creation
),

-- attempts from before the clock do not answer it; those of the second clause count up to the
-- first two-way contact
done as (
    select
        deadlines.lead_key,
        deadlines.episode_number,
        min(numbered.occurred_at) as first_attempt_at,
        min_by(numbered.occurred_at_is_date_only, numbered.occurred_at)
            as first_attempt_is_date_only,
        count(numbered.attempt_number) filter (
            where numbered.occurred_at <= deadlines.attempts_deadline_at
        ) as attempts_in_window,
        min(numbered.attempt_number)
        + max(deadlines.attempts_required)
        - 1 as required_attempt_number
    from numbered
    inner join deadlines
        on numbered.lead_key = deadlines.lead_key
        and numbered.episode_number = deadlines.episode_number
    where
        numbered.occurred_at >= deadlines.clock_started_at
        or (
            numbered.occurred_at_is_date_only
            and {{ local_date('numbered.occurred_at') }} = deadlines.clock_date
        )
    group by 1, 2
),

attempts as (
    select
        done.lead_key,
        done.episode_number,
        done.first_attempt_at,
        done.first_attempt_is_date_only,
        done.attempts_in_window,
        numbered.occurred_at as required_attempt_at
    from done
    left join numbered
        on done.lead_key = numbered.lead_key
        and done.episode_number = numbered.episode_number
        and done.required_attempt_number = numbered.attempt_number
),

measured as (
    select
        deadlines.*,
        run.as_of_end_at,
        resolutions.resolved_at,
        attempts.first_attempt_at,
        coalesce(attempts.first_attempt_is_date_only, false) as first_attempt_is_date_only,
        coalesce(attempts.attempts_in_window, 0) as attempts_in_window,
        attempts.required_attempt_at,
        {{ business_seconds('attempts.first_attempt_at', 'attempt_day') }}
        - deadlines.start_seconds as business_seconds
    from deadlines
    cross join run
    left join attempts
        on deadlines.lead_key = attempts.lead_key
        and deadlines.episode_number = attempts.episode_number
    left join resolutions
        on deadlines.lead_key = resolutions.lead_key
        and deadlines.episode_number = resolutions.episode_number
    left join {{ ref('int_business_utc_days') }} as attempt_day
        on deadlines.calendar_id = attempt_day.calendar_id
        and cast(attempts.first_attempt_at as date) = attempt_day.utc_date
),

clauses as (
    select
        *,
        'first_attempt' as clause,
        first_attempt_deadline_at as deadline_at,
        -- a day without a time is given the benefit of the doubt
        case
            when first_attempt_is_date_only
                and {{ local_date('first_attempt_at') }}
                = {{ local_date('first_attempt_deadline_at') }}
                then first_attempt_deadline_at
            else first_attempt_at
        end as done_at,
        is_date_only as has_no_clock
    from measured
    where first_attempt_deadline_at is not null
    union all
    select *, 'attempts', attempts_deadline_at, required_attempt_at, false
    from measured
    where attempts_deadline_at is not null
),

final as (
    select
        lead_key,
        cast(episode_number as bigint) as episode_number,
        sla_id,
        clause,
        lead_type,
        owner,
        clock_started_at,
        deadline_at,
        {{ local_date('deadline_at') }} as deadline_date,
        first_attempt_at,
        case when not is_date_only and not first_attempt_is_date_only then
            round(business_seconds / 60.0, 10)
        end as business_minutes,
        case when not is_date_only and not first_attempt_is_date_only then
            round({{ seconds_between('clock_started_at', 'first_attempt_at') }} / 60.0, 10)
        end as wall_minutes,
        cast(attempts_in_window as bigint) as attempts_in_window,
        cast(attempts_required as bigint) as attempts_required,
        resolved_at,
        case
            when has_no_clock then 'exempt'
            when done_at <= deadline_at then 'met'
            when resolved_at <= deadline_at then 'exempt'
            when done_at is not null then 'breached_late'
            -- contact was refused, nobody noted when
            when has_opted_out then 'exempt'
            when deadline_at >= as_of_end_at then 'pending'
            else 'breached_open'
        end as state
    from clauses
)

select * from final
