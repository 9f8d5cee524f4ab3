-- How much did each owner's leads get contacted each week, with what answer and at what cost?
-- A contact with several people attempted each of them, and is one contact with one cost.
with

weeks as (
    select min(week) as first_week from {{ ref('int_followup_weeks') }}
),

people as (
    select lead_key, lead_type, coalesce(owner, '(none)') as owner from {{ ref('int_people') }}
),

attempts as (
    select
        attempts.*,
        people.owner,
        people.lead_type,
        count(*) over (partition by attempts.attempt_key) as people_contacted,
        {{ week_start(local_date('attempts.occurred_at')) }} as week
    from {{ ref('fct_contact_attempts') }} as attempts
    -- a day to spare: the week begins in local time
    inner join weeks on attempts.occurred_at >= {{ dbt.dateadd('day', -1, 'weeks.first_week') }}
    inner join people on attempts.lead_key = people.lead_key
    where not attempts.is_before_creation
),

recent as (
    select attempts.* from attempts inner join weeks on attempts.week >= weeks.first_week
),

-- the next task recorded after each contact, found in one pass over both
moments as (
    select
        recent.lead_key,
        recent.attempt_key,
        recent.occurred_at as moment_at,
        cast(null as timestamp) as agreed_at
    from recent
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
),

with_steps as (
    select attempt_key, lead_key
    from next_agreements
    where
        attempt_key is not null
        and {{ seconds_between('moment_at', 'agreed_at') }} <= 3600 * {{ var('next_step_hours') }}
),

dated_tasks as (
    select count(*) > 0 as have_tasks from {{ ref('int_next_steps') }} where agreed_at is not null
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

final as (
    select
        recent.week,
        case when grouping(recent.owner) = 1 then 'all' else recent.owner end as owner,
        count(distinct recent.lead_key) as leads_attempted,
        count(distinct case when recent.is_connect then recent.lead_key end) as leads_reached,
        count(distinct case when recent.attempt_number is not null then recent.attempt_key end)
            as numbered_attempts,
        count(
            distinct case
                when recent.is_connect and recent.attempt_number is not null then recent.attempt_key
            end
        ) as numbered_connects,
        count(distinct recent.attempt_key) as contacts,
        count(distinct with_steps.attempt_key) as contacts_with_next_step,
        {{ exact_sum('(
            contact_values.hourly_cost / contact_values.attempts_per_hour
            + contact_values.tool_cost_per_attempt
            + case when recent.is_connect
                then contact_values.hourly_cost * contact_values.talk_minutes_per_connect / 60
                    else 0 end
        ) / recent.people_contacted') }} as contact_cost,
        max(cast(dated_tasks.have_tasks as int)) = 1 as are_steps_known
    from recent
    left join with_steps
        on recent.attempt_key = with_steps.attempt_key and recent.lead_key = with_steps.lead_key
    left join contact_values on recent.lead_type = contact_values.lead_type
    cross join dated_tasks
    group by grouping sets ((recent.week, recent.owner), (recent.week))
)

select * from final
