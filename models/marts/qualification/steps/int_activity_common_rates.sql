-- At what rate does each activity close over all lead types, and how far do the types differ?
-- Lead types with few leads borrow strength from the others, activity by activity (methods 3).
with

by_type as (
    select
        *,
        all_leads - with_leads as without_leads,
        all_wins - with_wins as without_wins
    from {{ ref('int_activity_tables') }}
    where lead_type <> 'all'
),

rates as (
    select
        activity,
        {%- for side in ['with', 'without'] %}
        {{ side }}_leads,
        {{ side }}_wins,
        {{ side }}_wins / nullif(cast({{ side }}_leads as double), 0) as rate_{{ side }},
        sum({{ side }}_wins) over (partition by activity)
        / nullif(cast(sum({{ side }}_leads) over (partition by activity) as double), 0) as common_rate_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from by_type
),

final as (
    select
        activity,
        {%- for side in ['with', 'without'] %}
        max(common_rate_{{ side }}) as common_{{ side }},
        {{ shrinkage_weight(
            'max(common_rate_' ~ side ~ ')', 'sum(' ~ side ~ '_leads * power(rate_' ~ side ~ ' - common_rate_' ~ side ~ ', 2))',
            'count(*) filter (where ' ~ side ~ '_leads > 0)', 'sum(cast(' ~ side ~ '_leads as double))',
            'sum(power(cast(' ~ side ~ '_leads as double), 2))'
        ) }} as strength_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from rates
    group by 1
)

select * from final
