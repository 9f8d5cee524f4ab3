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

all_touches as (
    select * from {{ ref('int_touch_sequence') }}
),

tails as (
    select * from {{ ref('int_person_tails') }}
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
    select goal, journey_group, false, from_id, to_id, cast(sum(move_count) as bigint), null
    from tail_touches
    where from_id <> to_id
    group by 1, 2, 4, 5
    union all
    select goal, journey_group, false, to_id, -1, cast(sum(move_count) as bigint), null
    from tail_touches
    where is_last
    group by 1, 2, 4
)

select * from final
