-- Which channels do touches come through? Numbered by how many, so that numbers stay small.
-- Shapley plays over the largest ones; the rest share one seat, `(other)`.
{%- set seats = var('attribution_shapley_channels') %}

with

touches as (
    select coalesce(channel, 'Unknown') as channel, count(*) as touch_count
    from {{ ref('fct_touchpoints') }}
    group by 1
),

numbered as (
    select
        channel,
        cast(row_number() over (order by touch_count desc, channel) as int) as channel_id
    from touches
),

final as (
    select
        numbered.channel_id,
        numbered.channel,
        coalesce(channels.is_direct, false) as is_direct,
        case when numbered.channel_id <= {{ seats }} then numbered.channel else '(other)' end
            as seat,
        cast(least(numbered.channel_id - 1, {{ seats }}) as int) as seat_bit
    from numbered
    left join {{ ref('channels') }} as channels on numbered.channel = channels.channel
)

select * from final
