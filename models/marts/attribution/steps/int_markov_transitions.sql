-- How often does each draw see each move between channels, and what does it lead to?
-- 0 is the start, -1 the end without conversion, -2 the conversion. Moves within a channel change
-- no removal effect and are left out. Journeys that led nowhere are counted in groups, which
-- replicates draw as a whole: there are far too many to draw one by one.
with

touches as (
    select touches.*, conversions.journey_group, conversions.value
    from {{ ref('int_converting_touches') }} as touches
    inner join {{ ref('int_conversions') }} as conversions
        on touches.conversion_hash = conversions.conversion_hash
),

all_touches as (
    select * from {{ ref('int_touch_sequence') }}
),

tails as (
    select * from {{ ref('int_person_tails') }}
),

conversion_weights as (
    select * from {{ ref('int_conversion_weights') }} where has_touches
),

null_weights as (
    select * from {{ ref('int_null_weights') }}
),

tail_touches as (
    {%- for goal in attribution_goals() %}
    select '{{ goal }}' as goal, *
    from (
        select
            tails.journey_group,
            case
                when
                    touches.previous_occurred_at >= tails.{{ goal }}_starts_at
                    then touches.previous_channel_id else 0
            end
                as from_id,
            touches.channel_id as to_id,
            touches.is_last,
            count(*) as move_count
        from all_touches as touches
        inner join tails on touches.person_hash = tails.person_hash
        where touches.occurred_at >= tails.{{ goal }}_starts_at
        group by 1, 2, 3, 4
    ) as moves_of_goal
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

null_moves as (
    select goal, journey_group, from_id, to_id, sum(move_count) as move_count
    from tail_touches
    where from_id <> to_id
    group by 1, 2, 3, 4
    union all
    select goal, journey_group, to_id, -1, sum(move_count)
    from tail_touches
    where is_last
    group by 1, 2, 3
),

converting_moves as (
    select
        goal,
        journey_group,
        coalesce(previous_channel_id, 0) as from_id,
        channel_id as to_id,
        count(*) as move_count,
        null as value
    from touches
    where previous_channel_id is null or previous_channel_id <> channel_id
    group by 1, 2, 3, 4
    union all
    select goal, journey_group, channel_id, -2, count(*), sum(value)
    from touches
    where touch_number = touch_count
    group by 1, 2, 3
),

moves as (
    select
        weights.draw_id,
        moves.from_id,
        moves.to_id,
        sum(moves.move_count * weights.weight) as converting_count,
        0 as null_count,
        sum(moves.value * weights.weight) as value
    from converting_moves as moves
    inner join conversion_weights as weights
        on moves.goal = weights.goal and moves.journey_group = weights.journey_group
    group by 1, 2, 3
    union all
    select
        weights.draw_id, moves.from_id, moves.to_id, 0,
        sum(moves.move_count * weights.weight), null
    from null_moves as moves
    inner join null_weights as weights
        on moves.goal = weights.goal and moves.journey_group = weights.journey_group
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
