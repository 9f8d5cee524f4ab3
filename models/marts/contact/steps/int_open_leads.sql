-- Who is still to be worked: people whose current stage is not a final one, and whom no lot leaves
-- alone?
with

leads as (
    select * from {{ ref('dim_leads') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

episodes as (
    select
        lead_key,
        max(episode_number) as episode_number,
        max(started_at) as started_at
    from {{ ref('int_episode_starts') }}
    group by 1
),

people as (
    select lead_key, next_activity_at from {{ ref('int_people') }} where not is_held_out
),

final as (
    select
        leads.*,
        episodes.episode_number,
        episodes.started_at,
        people.next_activity_at
    from leads
    inner join episodes on leads.lead_key = episodes.lead_key
    inner join people on leads.lead_key = people.lead_key
    inner join stages on leads.current_stage = stages.stage
    where not stages.is_final
)

select * from final
