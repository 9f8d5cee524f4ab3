-- When was there nothing more to promise? The first conversation, refusal of contact, end of the
-- episode or a final stage.
with

contacts as (
    select lead_key, episode_number, first_connected_at as resolved_at
    from {{ ref('int_first_contacts') }}
),

refusals as (
    select lead_key, episode_number, min(occurred_at) as resolved_at
    from {{ ref('int_attempt_episodes') }}
    where has_opted_out and not is_before_creation
    group by 1, 2
),

-- written by the person, whether or not an attempt asked for it
inbound_refusals as (
    select episodes.lead_key, episodes.episode_number, min(refused.occurred_at) as resolved_at
    from {{ ref('int_attempt_people') }} as refused
    inner join {{ ref('int_episode_starts') }} as episodes
        on refused.lead_key = episodes.lead_key
        and refused.occurred_at >= episodes.started_at
        and (refused.occurred_at < episodes.next_started_at or episodes.next_started_at is null)
    where refused.direction = 'inbound' and refused.outcome = 'opted_out'
    group by 1, 2
),

final_visits as (
    select visits.lead_key, visits.episode_number, min(visits.entered_at) as resolved_at
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
    where stages.is_final
    group by 1, 2
),

silences as (
    select lead_key, episode_number, next_started_at as resolved_at
    from {{ ref('int_episode_starts') }}
    where next_started_at is not null
),

resolutions as (
    select * from contacts
    union all
    select * from refusals
    union all
    select * from inbound_refusals
    union all
    select * from final_visits
    union all
    select * from silences
)

select lead_key, episode_number, min(resolved_at) as resolved_at
from resolutions
group by 1, 2
