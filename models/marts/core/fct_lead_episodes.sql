-- When did each relationship with a person begin, and how did it end?
with

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

people as (
    select * from {{ ref('int_people') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

last_visits as (
    select
        visits.lead_key,
        visits.episode_number,
        visits.stage,
        visits.entered_at,
        stages.is_final
    from {{ ref('fct_stage_visits') }} as visits
    inner join stages on visits.stage = stages.stage
    where visits.is_open
),

final as (
    select
        episodes.lead_key,
        episodes.episode_number,
        episodes.started_at,
        {{ local_date('episodes.started_at') }} as started_date,
        episodes.started_by,
        people.lead_type,
        -- a later episode came through the form that began it
        case
            when episodes.episode_number = 1 then people.channel else
                coalesce(episodes.channel, people.channel)
        end
            as channel,
        people.owner,
        people.country,
        people.landing_page,
        last_visits.stage as current_stage,
        case
            when last_visits.is_final then last_visits.entered_at
            else episodes.next_started_at
        end as ended_at,
        case
            when last_visits.is_final then last_visits.stage
            when episodes.next_started_at is not null then 'inactive'
            else 'open'
        end as end_state
    from episodes
    inner join people on episodes.lead_key = people.lead_key
    left join last_visits
        on episodes.lead_key = last_visits.lead_key
        and episodes.episode_number = last_visits.episode_number
)

select * from final
