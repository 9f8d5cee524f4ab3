-- How many leads were assigned, first attempted, resolved, sent to nurture, and advanced after
-- their first conversation?
with

days as (
    select * from {{ ref('int_followup_days') }}
),

people as (
    select
        lead_key,
        {{ segment_columns('people') }},
        owner is not null as has_owner,
        coalesce(assigned_at, created_at) as assigned_at
    from {{ ref('int_people') }} as people
),

first_attempts as (
    select * from {{ ref('int_first_attempt_times') }} where first_attempt_at is not null
),

proposals as (
    select * from {{ ref('int_followup_proposals') }}
),

moments as (
    select lead_key, assigned_at as happened_at, 'assigned' as kind from people where has_owner
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
    select
        lead_key, first_connected_at,
        case when not is_mature then 'young' when has_advanced then 'advanced' else 'contacted' end
    from proposals
    where is_mature is not null
),

events as (
    select
        days.period_kind, days.period, moments.lead_key, moments.kind,
        people.{{ followup_segments() | join(', people.') }},
        row_number() over (
            partition by days.period_kind, days.period, moments.lead_key, moments.kind
            order by moments.happened_at
        ) as event_number
    from moments
    inner join days on {{ local_date('moments.happened_at') }} = days.day_date
    inner join people on moments.lead_key = people.lead_key
),

-- of each kind a lead counts once, of first attempts each of its episodes
final as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
        count(case when kind = 'assigned' and event_number = 1 then 1 end) as leads_assigned,
        count(case when kind = 'first_attempt' then 1 end) as new_leads_contacted,
        count(case when kind = 'resolved' and event_number = 1 then 1 end) as leads_resolved,
        count(case when kind = 'nurture' and event_number = 1 then 1 end) as sent_to_nurture,
        count(case when kind in ('contacted', 'advanced') then 1 end) as contacted_leads,
        count(case when kind = 'advanced' then 1 end) as advanced_to_proposal,
        count(case when kind = 'young' then 1 end) as contacted_too_young
    from events
    group by {{ segment_groups(['period_kind', 'period']) | indent(4) }}
)

select * from final
