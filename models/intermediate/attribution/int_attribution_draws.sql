-- With which random numbers does each replicate draw its journeys? One row per goal and replicate.
-- Replicate 0 draws each journey exactly once: the data as they are.
with

days as (
    {{ date_series("cast('2000-01-01' as date)", dbt.dateadd('day', var('attribution_replicates'), "cast('2000-01-01' as date)")) }}
),

replicates as (
    select cast(row_number() over (order by day_date) - 1 as int) as replicate from days
),

goals as (
    {%- for goal in attribution_goals() %}
    select '{{ goal }}' as goal, {{ loop.index0 }} as goal_number
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        cast(goals.goal_number * 10000 + replicates.replicate as int) as draw_id,
        goals.goal,
        replicates.replicate,
        1 + {{ journey_number("concat('multiplier|', replicates.replicate)") }} % 2147483646 as multiplier,
        {{ journey_number("concat('increment|', replicates.replicate)") }} as increment
    from goals
    cross join replicates
)

select * from final
