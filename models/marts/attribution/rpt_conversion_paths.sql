-- Through which channels, in which order, do people come to each goal?
-- The same channel several times in a row is one step; the most frequent paths only.
with

touches as (
    select
        touches.conversion_hash,
        touches.touch_number,
        channels.channel
    from {{ ref('int_converting_touches') }} as touches
    inner join {{ ref('int_attribution_channels') }} as channels
        on touches.channel_id = channels.channel_id
    where touches.previous_channel_id is null or touches.previous_channel_id <> touches.channel_id
),

journeys as (
    select
        conversion_hash,
        count(*) as step_count,
        {{ ordered_list('channel', 'touch_number', ' > ') }} as path
    from touches
    group by 1
),

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

paths as (
    select
        conversions.goal,
        coalesce(journeys.path, '(none)') as path,
        coalesce(max(journeys.step_count), 0) as step_count,
        count(*) as conversions,
        sum(conversions.value) as value
    from conversions
    left join journeys on conversions.conversion_hash = journeys.conversion_hash
    group by 1, 2
),

ranked as (
    select
        *,
        conversions * 1e0 / sum(conversions) over (partition by goal) as share,
        cast(row_number() over (partition by goal order by conversions desc, path) as bigint)
            as path_rank
    from paths
),

final as (
    select
        goal,
        cast(path_rank as bigint) as path_rank,
        path,
        cast(step_count as bigint) as step_count,
        cast(conversions as bigint) as conversions,
        cast(value as decimal(18, 2)) as value,
        {{ published('share') }} as share
    from ranked
    where path_rank <= {{ var('attribution_paths_shown') }}
)

select * from final
