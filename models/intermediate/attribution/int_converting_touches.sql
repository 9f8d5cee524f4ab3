-- Which touches may be credited with each conversion of the window, and in which order?
with

conversions as (
    select * from {{ ref('int_conversions') }}
    where is_in_window and person_hash is not null
),

touches as (
    select * from {{ ref('int_touch_sequence') }}
),

final as (
    select
        conversions.goal,
        conversions.conversion_hash,
        conversions.lead_created_at,
        touches.touchpoint_key,
        touches.occurred_at,
        touches.channel_id,
        channels.is_direct,
        channels.seat_bit,
        case when touches.previous_occurred_at >= conversions.starts_at then touches.previous_channel_id end
            as previous_channel_id,
        count(*) over journey as touch_count,
        row_number() over (
            partition by conversions.conversion_hash
            order by touches.occurred_at, touches.touchpoint_key
        ) as touch_number,
        max(touches.occurred_at) over journey as last_occurred_at,
        count(*) over (partition by conversions.conversion_hash, touches.channel_id) as channel_touch_count
    from touches
    inner join conversions
        on touches.person_hash = conversions.person_hash
        and touches.occurred_at >= conversions.starts_at
        and touches.occurred_at <= conversions.ends_at
    inner join {{ ref('int_attribution_channels') }} as channels
        on touches.channel_id = channels.channel_id
    window journey as (partition by conversions.conversion_hash)
)

select * from final
