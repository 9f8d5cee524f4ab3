-- How many leads were assigned, first attempted, resolved, sent to nurture, and advanced after
-- their first conversation?
with

-- a day to spare: the week begins in local time
weeks as (
    select min(week) as first_week, {{ dbt.dateadd('day', -1, 'min(week)') }} as starts_at
    from {{ ref('int_followup_weeks') }}
),

people as (
    select
        lead_key,
        coalesce(owner, '(none)') as owner,
        coalesce(assigned_at, created_at) as assigned_at
    from {{ ref('int_people') }}
),

first_attempts as (
    select * from {{ ref('int_first_attempt_times') }} where first_attempt_at is not null
),

proposals as (
    select * from {{ ref('int_followup_proposals') }} where is_mature
),

moments as (
    select lead_key, assigned_at as happened_at, 'assigned' as kind from people
    union all
    select lead_key, first_attempt_at, 'first_attempt' from first_attempts
    union all
    select resolutions.lead_key, resolutions.resolved_at, 'resolved'
    from {{ ref('int_sla_resolutions') }} as resolutions
    inner join first_attempts
        on resolutions.lead_key = first_attempts.lead_key
        and resolutions.episode_number = first_attempts.episode_number
        and resolutions.resolved_at >= first_attempts.first_attempt_at
    union all
    select lead_key, entered_at, 'nurture'
    from {{ ref('fct_stage_visits') }}
    where stage = 'nurture' and not is_skip_imputed
    union all
    select lead_key, first_connected_at, 'contacted' from proposals
    union all
    select lead_key, first_connected_at, 'advanced' from proposals where has_advanced
),

events as (
    select
        {{ week_start(local_date('moments.happened_at')) }} as week,
        people.owner,
        people.lead_key,
        moments.kind
    from moments
    inner join weeks on moments.happened_at >= weeks.starts_at
    inner join people on moments.lead_key = people.lead_key
),

final as (
    select
        events.week,
        case when grouping(events.owner) = 1 then 'all' else events.owner end as owner,
        count(distinct case when kind = 'assigned' and events.owner <> '(none)' then lead_key end)
            as leads_assigned,
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
