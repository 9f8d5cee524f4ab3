-- During which days was each episode in a stage that is still to be worked? A change of stage
-- after a final one opens the episode again. from_date belongs to the period, to_date does not.
{%- set far = "cast('9999-12-31' as date)" %}

with

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

stages as (
    select * from {{ ref('stages') }}
),

dated as (
    select
        visits.lead_key,
        visits.episode_number,
        visits.visit_number,
        stages.is_terminal or visits.stage = 'customer' as is_final,
        -- an entry from before the episode counts from its beginning
        {{ local_date('greatest(visits.entered_at, episodes.started_at)') }} as from_date,
        coalesce({{ local_date('coalesce(visits.left_at, episodes.next_started_at)') }}, {{ far }}) as to_date
    from visits
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    inner join stages on visits.stage = stages.stage
),

numbered as (
    select
        *,
        sum(cast(is_final as int)) over (
            partition by lead_key, episode_number order by visit_number
        ) as period_number
    from dated
    where to_date > from_date
)

select
    lead_key,
    episode_number,
    min(from_date) as from_date,
    max(to_date) as to_date
from numbered
where not is_final
group by lead_key, episode_number, period_number
