-- Which touches may be credited with each conversion of the window, and in which order?
-- A journey is an unbroken stretch of a person's touches, so its numbers follow from theirs;
-- counting by group is faster than sorting every journey again.
with

conversions as (
    select * from {{ ref('int_conversions') }}
    where is_in_window and person_hash is not null
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

touches as (
    select
        conversions.conversion_hash,
        conversions.lead_created_at,
        sequence.touchpoint_key,
        sequence.occurred_at,
        sequence.channel_id,
        sequence.person_touch_number,
        case
            when
                sequence.previous_occurred_at >= conversions.starts_at
                then sequence.previous_channel_id
        end
            as previous_channel_id
    from {{ ref('int_touch_sequence') }} as sequence
    inner join conversions
        on sequence.person_hash = conversions.person_hash
        and sequence.occurred_at >= conversions.starts_at
        and sequence.occurred_at <= conversions.ends_at
),

channel_counts as (
    select
        conversion_hash,
        channel_id,
        count(*) as touch_count,
        min(person_touch_number) as first_number,
        max(person_touch_number) as last_number,
        max(case when occurred_at <= lead_created_at then person_touch_number end) as lead_number,
        max(occurred_at) as last_occurred_at
    from touches
    group by 1, 2
),

journeys as (
    select
        channel_counts.conversion_hash,
        cast(sum(channel_counts.touch_count) as bigint) as touch_count,
        count(*) as channel_count,
        min(channel_counts.first_number) as first_number,
        max(
            case when not channels.is_direct then channel_counts.last_number end
        ) as last_non_direct_number,
        max(channel_counts.lead_number) as lead_number,
        max(channel_counts.last_occurred_at) as last_occurred_at
    from channel_counts
    inner join channels on channel_counts.channel_id = channels.channel_id
    group by 1
),

final as (
    select
        touches.conversion_hash,
        touches.touchpoint_key,
        touches.occurred_at,
        touches.channel_id,
        touches.previous_channel_id,
        journeys.touch_count,
        touches.person_touch_number - journeys.first_number + 1 as touch_number,
        -- the last touch before the lead existed
        journeys.lead_number - journeys.first_number + 1 as lead_touch_number,
        -- where every touch is direct, the last one keeps the credit
        coalesce(
            journeys.last_non_direct_number - journeys.first_number + 1, journeys.touch_count
        ) as last_non_direct_number,
        journeys.channel_count,
        journeys.last_occurred_at,
        channel_counts.touch_count as channel_touch_count
    from touches
    inner join journeys on touches.conversion_hash = journeys.conversion_hash
    inner join channel_counts
        on touches.conversion_hash = channel_counts.conversion_hash
        and touches.channel_id = channel_counts.channel_id
)

select * from final
