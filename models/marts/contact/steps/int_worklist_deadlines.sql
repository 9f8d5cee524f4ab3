-- Which promises to a lead end on a day that still counts, and when? The first of each lead.
-- A clause of the agreement that one more contact keeps and that ends before the next working day
-- begins; an alert of the day; a message that waits and a step agreed, also if just missed.
-- What was missed longer ago is no deadline any more: it is ordered by what it is worth.
{%- set since = dbt.dateadd('day', -var('missed_deadline_days'), 'run.as_of') %}

with

run as (
    select * from {{ ref('run') }}
),

next_working_days as (
    select openings.calendar_id, min(openings.day_date) as next_working_day
    from {{ ref('int_openings') }} as openings
    inner join run on openings.day_date > run.as_of
    group by 1
),

leads as (
    select calendars.lead_key, next_working_days.next_working_day
    from {{ ref('int_person_calendars') }} as calendars
    left join next_working_days on calendars.calendar_id = next_working_days.calendar_id
),

followup as (
    select * from {{ ref('fct_followup_status') }}
),

clauses as (
    select
        clauses.lead_key,
        clauses.deadline_at,
        case
            when clauses.clause = 'next_reply' then 'message_waiting' else 'agreement_ending'
        end as due_reason
    from {{ ref('fct_lead_sla') }} as clauses
    cross join run
    left join leads on clauses.lead_key = leads.lead_key
    where
        clauses.state in ('breached_open', 'pending')
        and (
            (clauses.clause = 'next_reply' and clauses.deadline_date >= {{ since }})
            or (
                clauses.deadline_date >= run.as_of
                and coalesce(
                    clauses.deadline_date < leads.next_working_day,
                    clauses.deadline_date = run.as_of
                )
                and (
                    clauses.clause <> 'attempts'
                    or clauses.attempts_in_window + 1 >= clauses.attempts_required
                )
            )
        )
),

alerts as (
    select alerts.lead_key, run.as_of_end_at as deadline_at, 'alert' as due_reason
    from {{ ref('fct_lead_alerts') }} as alerts
    inner join run on alerts.day = run.as_of
    group by 1, 2
),

promised as (
    select
        followup.lead_key,
        followup.next_step_at as deadline_at,
        'step_promised' as due_reason
    from followup
    cross join run
    where
        {{ local_date('followup.next_step_at') }} >= {{ since }}
        and {{ local_date('followup.next_step_at') }} <= run.as_of
),

deadlines as (
    select * from clauses
    union all
    select * from alerts
    union all
    select * from promised
),

final as (
    select lead_key, deadline_at, due_reason
    from deadlines
    qualify row_number() over (partition by lead_key order by deadline_at, due_reason) = 1
)

select * from final
