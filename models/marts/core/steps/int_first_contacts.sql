-- When did each episode first become a conversation? An attempt that connected, or an inbound
-- contact, whether or not an attempt can claim it.
with

attempts as (
    select * from {{ ref('int_attempt_episodes') }} where not is_before_creation
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

replies as (
    select * from {{ ref('int_attempt_people') }}
    where direction = 'inbound' and lead_key is not null and coalesce(outcome <> 'opted_out', true)
),

two_way_contacts as (
    select lead_key, episode_number, connected_at
    from attempts
    where is_connect
    union all
    select replies.lead_key, episodes.episode_number, replies.occurred_at
    from replies
    inner join episodes
        on replies.lead_key = episodes.lead_key
        and replies.occurred_at >= episodes.started_at
        and (replies.occurred_at < episodes.next_started_at or episodes.next_started_at is null)
),

final as (
    select
        lead_key,
        episode_number,
        min(connected_at) as first_connected_at,
        max(connected_at) as last_connected_at
    from two_way_contacts
    group by 1, 2
)

select * from final
