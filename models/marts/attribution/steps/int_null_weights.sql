-- How often does each replicate draw each group of journeys that led nowhere?
-- Scaled to the number of journeys there are: groups are drawn whole, which alone would make
-- that number vary more than single journeys do.
with

groups as (
    select
        goal,
        journey_group,
        sum(move_count) as journey_count,
        {{ journey_number("concat('group|', journey_group)") }} as journey_number
    from {{ ref('int_null_transitions') }}
    -- every journey has one end
    where to_id = -1
    group by 1, 2
),

draws as (
    select * from {{ ref('int_attribution_draws') }}
),

drawn as (
    select
        draws.draw_id,
        groups.goal,
        groups.journey_group,
        groups.journey_count,
        cast({{ poisson_weight('groups.journey_number', 'draws') }} as double) as weight
    from groups
    inner join draws on groups.goal = draws.goal
),

scaled as (
    select
        draw_id,
        goal,
        journey_group,
        weight * sum(journey_count) over draw / nullif(sum(weight * journey_count) over draw, 0) as weight
    from drawn
    window draw as (partition by draw_id)
),

final as (
    select *
    from scaled
    where weight > 0
)

select * from final
