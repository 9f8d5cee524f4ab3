-- How often does each replicate draw each group of journeys that led nowhere?
-- `scale` of the draw brings them to the number of journeys there are: groups are drawn whole,
-- which alone would make that number vary more than single journeys do. It is apart from the
-- weight, so that journeys are summed as whole numbers.
with

tails as (
    select * from {{ ref('int_person_tails') }}
),

groups as (
    {%- for goal in attribution_goals() %}
    select
        '{{ goal }}' as goal,
        journey_group,
        count(*) as journey_count,
        {{ journey_number("concat('group|', journey_group)") }} as journey_number
    from tails
    where {{ goal }}_starts_at is not null
    group by 2
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
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
        {{ poisson_weight('groups.journey_number', 'draws') }} as weight
    from groups
    inner join draws on groups.goal = draws.goal
),

scaled as (
    select
        draw_id,
        goal,
        journey_group,
        weight,
        cast(sum(journey_count) over draw as double)
        / nullif(sum(weight * journey_count) over draw, 0) as scale
    from drawn
    window draw as (partition by draw_id)
),

final as (
    select *
    from scaled
    where weight > 0
)

select * from final
