{{ config(materialized='view') }}

-- For each stage an episode entered and each later stage: did it get there, and when? A view: to
-- write each episode's words for every pair costs more than its four readers.
{%- set stages = funnel_stages() %}

with

run as (
    select * from {{ ref('run') }}
),

funnel as (
    select * from {{ ref('int_episode_funnel') }}
),

pairs as (
    {%- for from_stage in stages[:-1] %}
    {%- set from_index = loop.index %}
    {%- set last_from = loop.last %}
    {%- for to_stage in stages[from_index:] %}
    select
        lead_key, episode_number, lead_type, channel, country, owner, landing_page,
        end_state, ended_date,
        '{{ from_stage }}' as from_stage,
        '{{ to_stage }}' as to_stage,
        {{ from_stage }}_date as entered_date,
        {{ to_stage }}_date as reached_date,
        {{ from_stage }}_is_recorded and {{ to_stage }}_is_recorded
        and not {{ from_stage }}_is_before_lead and not {{ to_stage }}_is_before_lead as is_dated
    from funnel
    where {{ from_stage }}_date is not null
    {%- if not (last_from and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        pairs.*,
        {{ month_start('pairs.entered_date') }} as cohort_month,
        {{ days_between('pairs.entered_date', 'run.as_of') }} as age_days,
        {{ days_between('pairs.entered_date', 'pairs.reached_date') }} as days_to_reach,
        -- a duration is real where both entries were recorded, in this order
        pairs.is_dated and coalesce(pairs.reached_date >= pairs.entered_date, true) as has_duration
    from pairs
    cross join run
)

select * from final
