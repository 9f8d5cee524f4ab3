-- How often does each replicate draw each group of conversions? Those not drawn are left out.
-- `scale` of the draw brings what is drawn to a number of conversions that varies as it does when
-- each is drawn by itself; groups alone would vary more. It is 1 where each is its own group.
with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

draws as (
    select * from {{ ref('int_attribution_draws') }}
),

reached as (
    select distinct conversion_hash from {{ ref('int_converting_touches') }}
),

groups as (
    select
        conversions.goal,
        conversions.journey_group,
        reached.conversion_hash is not null as has_touches,
        bool_or(conversions.journey_group <> conversions.journey_number) as is_shared,
        count(*) as conversion_count,
        sum(conversions.value) as value
    from conversions
    left join reached on conversions.conversion_hash = reached.conversion_hash
    group by 1, 2, 3
),

numbered as (
    select
        *,
        case
            when is_shared
                then {{ journey_number("concat(goal, '|group|', journey_group)") }}
            else journey_group
        end as draw_number
    from groups
),

drawn as (
    select
        draws.draw_id,
        groups.*,
        draws.replicate,
        draws.normal_number,
        {{ poisson_weight('groups.draw_number', 'draws') }} as weight
    from numbered as groups
    inner join draws on groups.goal = draws.goal
),

sizes as (
    select
        draw_id,
        bool_or(is_shared) and max(replicate) > 0 as is_scaled,
        max(normal_number) as normal_number,
        sum(conversion_count) as conversion_count,
        sum(weight * conversion_count) as drawn_count
    from drawn
    group by 1
),

scales as (
    select
        draw_id,
        case
            when is_scaled
                then {{ poisson_sum_draw('conversion_count', 'normal_number') }}
                    / nullif(drawn_count, 0)
            else 1e0
        end as scale
    from sizes
),

final as (
    select
        drawn.draw_id,
        drawn.goal,
        drawn.journey_group,
        drawn.has_touches,
        drawn.conversion_count,
        drawn.value,
        drawn.weight,
        scales.scale
    from drawn
    inner join scales on drawn.draw_id = scales.draw_id
    where drawn.weight > 0
)

select * from final
