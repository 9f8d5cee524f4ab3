-- Which won amounts did marketing begin or touch? Sourced: the first touch of the buyer, up to the
-- day the deal was opened, is marketing's; each amount has one origin. Influenced: any touch of
-- marketing's in the days before the deal was opened; overlaps with sourced and is never added.
with

deals as (
    select * from {{ ref('fct_opportunities') }} where is_won and closed_date is not null
),

touches as (
    select lead_key, occurred_at, {{ local_date('occurred_at') }} as touch_date, channel
    from {{ ref('fct_touchpoints') }}
    where lead_key in (select lead_key from deals)
),

channels as (
    select * from {{ ref('channels') }}
),

touched as (
    select
        deals.opportunity_key,
        min_by(touches.channel, touches.occurred_at) as origin_channel,
        bool_or(
            channels.is_marketing
            and {{ days_between('touches.touch_date', 'deals.created_date') }}
            <= {{ var('influence_days') }}
        ) as is_influenced
    from deals
    inner join touches
        on deals.lead_key = touches.lead_key and touches.touch_date <= deals.created_date
    left join channels on touches.channel = channels.channel
    group by 1
),

final as (
    select
        deals.opportunity_key,
        deals.lead_key,
        deals.closed_date,
        {{ month_start('deals.closed_date') }} as month,
        deals.lead_type,
        deals.owner,
        deals.country,
        deals.amount,
        -- a deal without a recorded touch began where its lead, or itself, says
        coalesce(touched.origin_channel, deals.channel) as origin_channel,
        coalesce(origins.is_marketing, false) as is_sourced,
        coalesce(touched.is_influenced, false) as is_influenced
    from deals
    left join touched on deals.opportunity_key = touched.opportunity_key
    left join channels as origins
        on coalesce(touched.origin_channel, deals.channel) = origins.channel
)

select * from final
