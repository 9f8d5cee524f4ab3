-- In which order did each person, or unknown visitor, touch which channels?
-- The same touch twice (person, time, channel, type) counts once. Ties in time go by key.
-- Strings stay out as far as possible: this table has a row for every touch.
with

touches as (
    select
        {{ person_hash('touches') }} as person_hash,
        touches.touchpoint_key,
        touches.occurred_at,
        channels.channel_id,
        touches.touch_type
    from {{ ref('fct_touchpoints') }} as touches
    inner join {{ ref('int_attribution_channels') }} as channels
        on coalesce(touches.channel, 'Unknown') = channels.channel
    -- a touch that names neither a known person nor a visitor is on nobody's journey
    where touches.lead_key is not null or touches.visitor_id is not null
),

repeated as (
    select {{ fast_hash(['person_hash', 'occurred_at', 'channel_id', 'touch_type']) }} as touch_hash
    from touches
    group by 1
    having count(*) > 1
),

single as (
    select person_hash, touchpoint_key, occurred_at, channel_id
    from touches
    where {{ fast_hash(['person_hash', 'occurred_at', 'channel_id', 'touch_type']) }}
        not in (select touch_hash from repeated)
    union all
    select person_hash, min(touchpoint_key), occurred_at, channel_id
    from touches
    where {{ fast_hash(['person_hash', 'occurred_at', 'channel_id', 'touch_type']) }}
        in (select touch_hash from repeated)
    group by person_hash, occurred_at, channel_id, touch_type
),

final as (
    select
        person_hash,
        touchpoint_key,
        occurred_at,
        channel_id,
        lag(channel_id) over person_order as previous_channel_id,
        lag(occurred_at) over person_order as previous_occurred_at,
        lead(occurred_at) over person_order is null as is_last,
        row_number() over person_order as person_touch_number
    from single
    window person_order as (partition by person_hash order by occurred_at, touchpoint_key)
)

select * from final
