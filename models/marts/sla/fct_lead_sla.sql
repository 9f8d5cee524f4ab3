-- Did sales keep what it promised for each lead? Every clause, judged at as_of.
-- met: done by the deadline. exempt: resolved before it, undone. pending: the deadline lies ahead.
-- breached_late: done afterwards. breached_open: still undone.
{%- set of_lead %}lead_key, episode_number, sla_id, lead_type, owner, is_excused,
        clock_started_at, is_date_only, calendar_id, start_seconds{% endset %}

with

run as (
    select * from {{ ref('run') }}
),

deadlines as (
    select * from {{ ref('int_sla_deadlines') }}
),

contacts as (
    select
        clocks.*,
        deadlines.calendar_id,
        deadlines.start_seconds,
        deadlines.deadline_at as first_attempt_deadline_at,
        attempts.first_attempt_at,
        coalesce(attempts.first_attempt_is_date_only, false) as first_attempt_is_date_only,
        coalesce(attempts.attempts_in_window, 0) as attempts_in_window,
        attempts.required_attempt_at,
        resolutions.resolved_at
    from {{ ref('int_sla_clocks') }} as clocks
    inner join deadlines
        on clocks.lead_key = deadlines.lead_key
        and clocks.episode_number = deadlines.episode_number
        and deadlines.clause = 'first_attempt'
    left join {{ ref('int_sla_attempts') }} as attempts
        on clocks.lead_key = attempts.lead_key
        and clocks.episode_number = attempts.episode_number
    left join {{ ref('int_sla_resolutions') }} as resolutions
        on clocks.lead_key = resolutions.lead_key
        and clocks.episode_number = resolutions.episode_number
),

replies as (
    select clocks.*, deadlines.calendar_id, deadlines.start_seconds, deadlines.deadline_at
    from {{ ref('int_reply_clocks') }} as clocks
    inner join deadlines
        on clocks.lead_key = deadlines.lead_key
        and clocks.episode_number = deadlines.episode_number
        and deadlines.clause = 'next_reply'
        and clocks.clock_number = deadlines.clock_number
),

clauses as (
    select {{ of_lead }},
        'first_attempt' as clause, cast(1 as bigint) as clock_number,
        first_attempt_deadline_at as deadline_at, first_attempt_at, first_attempt_is_date_only,
        first_attempt_at as done_at, is_date_only as has_no_clock, attempts_in_window,
        attempts_required, cast(null as bigint) as messages, resolved_at
    from contacts
    union all
    select {{ of_lead }},
        'attempts', 1,
        attempts_deadline_at, first_attempt_at, first_attempt_is_date_only,
        required_attempt_at, false, attempts_in_window,
        attempts_required, null, resolved_at
    from contacts
    union all
    select {{ of_lead }},
        'next_reply', clock_number,
        deadline_at, answered_at, answered_at_is_date_only,
        answered_at, is_date_only, null,
        null, messages, ended_at
    from replies
),

measured as (
    select
        clauses.*,
        run.as_of_end_at,
        -- a day without a time is given the benefit of the doubt
        case
            when clauses.clause <> 'attempts'
                and clauses.first_attempt_is_date_only
                and {{ local_date('clauses.first_attempt_at') }}
                = {{ local_date('clauses.deadline_at') }}
                then clauses.deadline_at
            else clauses.done_at
        end as judged_at,
        {{ business_seconds('clauses.first_attempt_at', 'attempt_day') }}
        - clauses.start_seconds as business_seconds
    from clauses
    cross join run
    left join {{ ref('int_business_utc_days') }} as attempt_day
        on clauses.calendar_id = attempt_day.calendar_id
        and cast(clauses.first_attempt_at as date) = attempt_day.utc_date
    where clauses.deadline_at is not null
),

final as (
    select
        lead_key,
        cast(episode_number as bigint) as episode_number,
        sla_id,
        clause,
        clock_number,
        lead_type,
        owner,
        clock_started_at,
        deadline_at,
        {{ local_date('deadline_at') }} as deadline_date,
        first_attempt_at,
        case when not is_date_only and not first_attempt_is_date_only then
            round(business_seconds / 60e0, 10)
        end as business_minutes,
        case when not is_date_only and not first_attempt_is_date_only then
            round({{ seconds_between('clock_started_at', 'first_attempt_at') }} / 60e0, 10)
        end as wall_minutes,
        cast(attempts_in_window as bigint) as attempts_in_window,
        cast(attempts_required as bigint) as attempts_required,
        cast(messages as bigint) as messages,
        resolved_at,
        case
            when has_no_clock then 'exempt'
            when judged_at <= deadline_at then 'met'
            when resolved_at <= deadline_at then 'exempt'
            when judged_at is not null then 'breached_late'
            -- contact was refused, nobody noted when; or the lead is left alone by lot
            when is_excused then 'exempt'
            when deadline_at >= as_of_end_at then 'pending'
            else 'breached_open'
        end as state
    from measured
)

select * from final
