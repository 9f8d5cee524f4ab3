-- When did each episode first enter each stage of the funnel, recorded or imputed?
with

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

first_visits as (
    select
        lead_key,
        episode_number,
        {%- for stage in funnel_stages() %}
        {{ local_date("min(entered_at) filter (where stage = '" ~ stage ~ "')") }}
            as {{ stage }}_date,
        coalesce(bool_or(stage = '{{ stage }}' and not is_skip_imputed), false)
            as {{ stage }}_is_recorded,
        coalesce(bool_or(stage = '{{ stage }}' and is_before_lead), false)
            as {{ stage }}_is_before_lead
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from visits
    group by 1, 2
),

episodes as (
    select * from {{ ref('fct_lead_episodes') }}
),

final as (
    select
        episodes.lead_key,
        episodes.episode_number,
        episodes.lead_type,
        episodes.channel,
        episodes.country,
        episodes.owner,
        episodes.landing_page,
        episodes.end_state,
        {{ local_date('episodes.ended_at') }} as ended_date,
        {%- for stage in funnel_stages() %}
        first_visits.{{ stage }}_date,
        first_visits.{{ stage }}_is_recorded,
        first_visits.{{ stage }}_is_before_lead
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from episodes
    inner join first_visits
        on episodes.lead_key = first_visits.lead_key
        and episodes.episode_number = first_visits.episode_number
)

select * from final
