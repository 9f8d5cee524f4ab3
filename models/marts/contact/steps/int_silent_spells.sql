-- After each day on which an episode moved, for how long was it silent, and did it win later?
-- A spell lasts until the episode moves again or leaves the open stages.
with

events as (
    select lead_key, episode_number, {{ local_date('progressed_at') }} as silent_from_date
    from {{ ref('int_progress_events') }}
    group by 1, 2, 3
),

stages as (
    select
        visits.lead_key,
        visits.episode_number,
        min({{ local_date('visits.entered_at') }}) filter (where visits.stage = 'opportunity')
            as deal_date,
        min({{ local_date('visits.entered_at') }}) filter (where visits.stage = 'customer')
            as customer_date,
        min({{ local_date('visits.entered_at') }}) filter (where stages.is_final) as ended_date
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
    where not visits.is_before_lead
    group by 1, 2
),

contacts as (
    select lead_key, episode_number, {{ local_date('first_connected_at') }} as connected_date
    from {{ ref('int_first_contacts') }}
),

people as (
    select
        people.lead_key, people.lead_type, coalesce(scores.fit_band, 'unknown') as fit_band
    from {{ ref('int_people') }} as people
    left join {{ ref('int_lead_scores') }} as scores on people.lead_key = scores.lead_key
),

final as (
    select
        events.lead_key,
        events.episode_number,
        people.lead_type,
        people.fit_band,
        case
            when stages.deal_date <= events.silent_from_date then 'deal'
            when contacts.connected_date <= events.silent_from_date then 'conversation'
            else 'untouched'
        end as lead_state,
        events.silent_from_date,
        least(
            lead(events.silent_from_date) over (
                partition by events.lead_key, events.episode_number order by events.silent_from_date
            ),
            stages.ended_date
        ) as silent_until_date,
        stages.customer_date
    from events
    inner join people on events.lead_key = people.lead_key
    left join stages
        on events.lead_key = stages.lead_key and events.episode_number = stages.episode_number
    left join contacts
        on events.lead_key = contacts.lead_key and events.episode_number = contacts.episode_number
)

select * from final
