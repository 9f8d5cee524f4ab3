-- Which real visits to working stages are there, with what a report may split them by?
-- Working stages are those something is still expected of: not terminal, not customer.
with

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

episodes as (
    select * from {{ ref('fct_lead_episodes') }}
),

final as (
    select
        visits.lead_key,
        visits.episode_number,
        visits.stage,
        visits.entered_at,
        visits.left_at,
        visits.is_open and episodes.end_state = 'open' as is_open,
        visits.days_in_stage,
        episodes.channel,
        episodes.lead_type,
        episodes.country,
        episodes.owner,
        episodes.landing_page
    from visits
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
    where
        not visits.is_skip_imputed
        and not stages.is_final
)

select * from final
