-- How often does each draw see each move between channels, and what does it lead to?
-- 0 is the start, -1 the end without conversion, -2 the conversion.
with

journey_moves as (
    select * from {{ ref('int_journey_moves') }}
),

conversion_weights as (
    select * from {{ ref('int_conversion_weights') }} where has_touches
),

null_weights as (
    select * from {{ ref('int_null_weights') }}
),

moves as (
    select
        weights.draw_id,
        moves.from_id,
        moves.to_id,
        sum(moves.move_count * weights.weight) as converting_count,
        0 as null_count,
        sum(moves.value * weights.weight) as value
    from journey_moves as moves
    inner join conversion_weights as weights
        on moves.goal = weights.goal and moves.journey_group = weights.journey_group
    where moves.has_converted
    group by 1, 2, 3
    union all
    select
        weights.draw_id, moves.from_id, moves.to_id, 0,
        sum(moves.move_count * weights.weight), null
    from journey_moves as moves
    inner join null_weights as weights
        on moves.goal = weights.goal and moves.journey_group = weights.journey_group
    where not moves.has_converted
    group by 1, 2, 3
),

summed as (
    select
        draw_id,
        from_id,
        to_id,
        cast(sum(converting_count) as double) as converting_count,
        cast(sum(null_count) as double) as null_count,
        cast(sum(value) as double) as value
    from moves
    group by 1, 2, 3
),

scales as (
    select draw_id, max(scale) as scale from conversion_weights group by 1
),

null_scales as (
    select draw_id, max(scale) as scale from null_weights group by 1
),

scaled as (
    select
        summed.draw_id,
        summed.from_id,
        summed.to_id,
        summed.value * scales.scale as value,
        summed.converting_count * coalesce(scales.scale, 1)
        + summed.null_count * coalesce(null_scales.scale, 1)
            as move_count,
        -- sums of whole numbers, which no order of rows changes
        sum(summed.converting_count) over origin * coalesce(scales.scale, 1)
        + sum(summed.null_count) over origin * coalesce(null_scales.scale, 1)
            as origin_count
    from summed
    left join scales on summed.draw_id = scales.draw_id
    left join null_scales on summed.draw_id = null_scales.draw_id
    window origin as (partition by summed.draw_id, summed.from_id)
),

final as (
    select
        draw_id,
        from_id,
        to_id,
        move_count,
        move_count / origin_count as probability,
        -- the chance to convert from here, times what such a conversion is worth on average
        value / origin_count as value_per_visit
    from scaled
)

select * from final
