-- How many leads were assigned, first attempted, resolved, sent to nurture, and advanced after
-- their first conversation?
with

-- a day to spare: the week begins in local time
weeks as (
    select min(week) as first_week, {{ dbt.dateadd('day', -1, 'min(week)') }} as starts_at
    from {{ ref('int_followup_weeks') }}
),

people as (
    select lead_key, coalesce(owner, '(none)') as owner, coalesce(assigned_at, created_at) as assigned_at
    from {{ ref('int_people') }}
),

first_attempts as (
    select * from {{ ref('int_first_attempt_times') }} where first_attempt_at is not null
),

events as (
    select
        cast(date_trunc('week', {{ local_date('assigned_at') }}) as date) as week,
        owner, lead_key, 'assigned' as kind
    from people
    inner join weeks on people.assigned_at >= weeks.starts_at
    union all
    select
        cast(date_trunc('week', {{ local_date('visits.entered_at') }}) as date),
        people.owner, visits.lead_key, 'nurture'
    from {{ ref('fct_stage_visits') }} as visits
    inner join weeks on visits.entered_at >= weeks.starts_at
    inner join people on visits.lead_key = people.lead_key
    where visits.stage = 'nurture' and not visits.is_skip_imputed
    union all
    select
        cast(date_trunc('week', {{ local_date('first_attempts.first_attempt_at') }}) as date),
        people.owner, first_attempts.lead_key, 'first_attempt'
    from first_attempts
    inner join weeks on first_attempts.first_attempt_at >= weeks.starts_at
    inner join people on first_attempts.lead_key = people.lead_key
    union all
    select
        cast(date_trunc('week', {{ local_date('resolutions.resolved_at') }}) as date),
        people.owner, resolutions.lead_key, 'resolved'
    from {{ ref('int_sla_resolutions') }} as resolutions
    inner join weeks on resolutions.resolved_at >= weeks.starts_at
    inner join first_attempts
        on resolutions.lead_key = first_attempts.lead_key
        and resolutions.episode_number = first_attempts.episode_number
        and resolutions.resolved_at >= first_attempts.first_attempt_at
    inner join people on resolutions.lead_key = people.lead_key
    union all
    select week, owner, lead_key, 'contacted' from {{ ref('int_followup_proposals') }} where is_mature
    union all
    select week, owner, lead_key, 'advanced' from {{ ref('int_followup_proposals') }} where is_mature and has_advanced
),

final as (
    select
        events.week,
        case when grouping(events.owner) = 1 then 'all' else events.owner end as owner,
        count(distinct case when kind = 'assigned' and events.owner <> '(none)' then lead_key end) as leads_assigned,
        count(case when kind = 'first_attempt' then lead_key end) as new_leads_contacted,
        count(distinct case when kind = 'resolved' then lead_key end) as leads_resolved,
        count(distinct case when kind = 'nurture' then lead_key end) as sent_to_nurture,
        count(distinct case when kind = 'contacted' then lead_key end) as contacted_leads,
        count(distinct case when kind = 'advanced' then lead_key end) as advanced_to_proposal
    from events
    inner join weeks on events.week >= weeks.first_week
    group by grouping sets ((events.week, events.owner), (events.week))
)

select * from final
