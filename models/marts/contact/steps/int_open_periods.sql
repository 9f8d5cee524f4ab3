-- During which days was each episode in a stage that is still to be worked? A change of stage
-- after a final one opens the episode again. from_date belongs to the period, to_date does not.
-- What was over before the reports' first period is left out.
{%- set far = "cast('9999-12-31' as date)" %}

with

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

dated as (
    select
        visits.lead_key,
        visits.episode_number,
        visits.visit_number,
        stages.is_final,
        -- an entry from before the episode counts from its beginning
        {{ local_date('greatest(visits.entered_at, episodes.started_at)') }} as from_date,
        coalesce(
            {{ local_date('coalesce(visits.left_at, episodes.next_started_at)') }}, {{ far }}
        ) as to_date
    from visits
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    inner join stages on visits.stage = stages.stage
),

first as (
    select min(period) as first_day from {{ ref('int_followup_periods') }}
),

-- sorting is for those whose story reaches into the reports
recent as (
    select dated.lead_key, dated.episode_number
    from dated
    inner join first on dated.to_date >= first.first_day
    where not dated.is_final
    group by 1, 2
),

numbered as (
    select
        dated.*,
        sum(cast(dated.is_final as int)) over (
            partition by dated.lead_key, dated.episode_number order by dated.visit_number
        ) as period_number
    from dated
    inner join recent
        on dated.lead_key = recent.lead_key and dated.episode_number = recent.episode_number
    where dated.to_date > dated.from_date
)

select
    lead_key,
    episode_number,
    min(from_date) as from_date,
    max(to_date) as to_date
from numbered
where not is_final
group by lead_key, episode_number, period_number
having max(to_date) >= (select first_day from first)
