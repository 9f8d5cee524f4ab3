-- With which random numbers does each replicate draw its journeys? One row per goal and replicate.
-- Replicate 0 draws each journey exactly once: the data as they are.
with

replicates as (
    select cast(number as int) as replicate
    from ({{ number_rows(0, var('attribution_replicates')) }}) as numbers
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
        1
        + {{ journey_number("concat('multiplier|', replicates.replicate)") }}
        % 2147483646 as multiplier,
        {{ journey_number("concat('increment|', replicates.replicate)") }} as increment,
        -- how far from the data's the number of conversions is that it draws, in deviations
        {{ normal_draw(
            hashed_uniform("concat(goals.goal, '|', replicates.replicate)", 1),
            hashed_uniform("concat(goals.goal, '|', replicates.replicate)", 2)
        ) }} as normal_number
    from goals
    cross join replicates
)

select * from final
