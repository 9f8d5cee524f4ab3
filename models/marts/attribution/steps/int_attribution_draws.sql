-- With which random numbers does each replicate draw its journeys? One row per goal and replicate.
-- Replicate 0 draws each journey exactly once: the data as they are. A goal with very many
-- conversions gets fewer replicates (its intervals are narrow anyway), but never fewer than
-- the setting's least number.
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

sizes as (
    select goal, count(*) as conversions
    from {{ ref('int_conversions') }}
    where is_in_window
    group by 1
),

final as (
    select
        cast(goals.goal_number * 10000 + replicates.replicate as int) as draw_id,
        goals.goal,
        replicates.replicate,
        1
        + {{ journey_number("concat('multiplier|', replicates.replicate)") }}
        % 2147483646 as multiplier,
        {{ journey_number("concat('increment|', replicates.replicate)") }} as increment
    from goals
    cross join replicates
    left join sizes on goals.goal = sizes.goal
    where replicates.replicate <= greatest(
        {{ [var('attribution_least_replicates'), var('attribution_replicates')] | min }},
        {{ var('attribution_draws') }} / coalesce(nullif(sizes.conversions, 0), 1)
    )
)

select * from final
