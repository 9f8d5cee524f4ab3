-- How often did the journeys of each group move from channel to channel, and how did they end?
-- 0 is the start, -1 the end without conversion, -2 the conversion. Moves within a channel change
-- no removal effect and are left out. Replicates draw these groups as a whole.
with

converting_touches as (
    select touches.*, conversions.goal, conversions.journey_group, conversions.value
    from {{ ref('int_converting_touches') }} as touches
    inner join {{ ref('int_conversions') }} as conversions
        on touches.conversion_hash = conversions.conversion_hash
),

tails as (
    select * from {{ ref('int_person_tails') }}
),

tail_moves as (
    {%- for goal in attribution_goals() %}
    select '{{ goal }}' as goal, *
    from (
        select
            tails.journey_group,
            touches.previous_channel_id as from_id,
            touches.channel_id as to_id,
            count(*) as move_count
        from {{ ref('int_touch_sequence') }} as touches
        inner join tails on touches.person_hash = tails.person_hash
        where
            touches.previous_channel_id <> touches.channel_id
            and touches.previous_occurred_at >= tails.{{ goal }}_starts_at
        group by 1, 2, 3
    ) as moves_of_goal
    union all
    select '{{ goal }}', journey_group, channel_id, -1, count(*)
    from tails
    where {{ goal }}_starts_at is not null
    group by 2, 3
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- What leaves a channel came to it from another one, or began there: so touches that begin a
-- journey need not be looked for among all the others.
tail_starts as (
    select goal, journey_group, channel_id, sum(left_count) as move_count
    from (
        select goal, journey_group, from_id as channel_id, move_count as left_count
        from tail_moves
        union all
        select goal, journey_group, to_id, -1 * move_count
        from tail_moves
        where to_id <> -1
    ) as balances
    group by 1, 2, 3
),

final as (
    select
        goal,
        journey_group,
        true as has_converted,
        coalesce(previous_channel_id, 0) as from_id,
        channel_id as to_id,
        count(*) as move_count,
        null as value
    from converting_touches
    where previous_channel_id is null or previous_channel_id <> channel_id
    group by 1, 2, 4, 5
    union all
    select goal, journey_group, true, channel_id, -2, count(*), sum(value)
    from converting_touches
    where touch_number = touch_count
    group by 1, 2, 4
    union all
    select goal, journey_group, false, from_id, to_id, move_count, null
    from tail_moves
    union all
    select goal, journey_group, false, 0, channel_id, cast(move_count as bigint), null
    from tail_starts
    where move_count > 0
)

select * from final
