-- Would another look-back give other channels the credit?
-- Rules that only need order: first and last touch, last non-direct, linear. A look-back longer
-- than the setting cannot be tried here; a conversion without touches in it goes to `(none)`.
{%- set variants = [var('attribution_lookback_days')] + var('attribution_lookback_variants') %}
{%- set models = ['first_touch', 'last_touch', 'last_non_direct', 'linear'] %}

with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

variants as (
    {%- for days in variants | unique if days <= var('attribution_lookback_days') %}
    select {{ days }} as lookback_days{% if not loop.last %} union all{% endif %}
    {%- endfor %}
),

touches as (
    select
        conversions.goal,
        touches.conversion_hash,
        variants.lookback_days,
        touches.channel_id,
        touches.touch_number,
        case when not channels.is_direct then touches.touch_number end as non_direct_number
    from {{ ref('int_converting_touches') }} as touches
    inner join conversions on touches.conversion_hash = conversions.conversion_hash
    inner join channels on touches.channel_id = channels.channel_id
    cross join variants
    where
        {{ days_between(
            local_date('touches.occurred_at'), local_date('conversions.converted_at')
        ) }}
        <= variants.lookback_days
),

journeys as (
    select
        goal,
        conversion_hash,
        lookback_days,
        count(*) as touch_count,
        min_by(channel_id, touch_number) as first_touch,
        max_by(channel_id, touch_number) as last_touch,
        -- where every touch is direct, the last one keeps the credit
        coalesce(max_by(channel_id, non_direct_number), max_by(channel_id, touch_number))
            as last_non_direct
    from touches
    group by 1, 2, 3
),

linear as (
    select
        touches.goal,
        touches.lookback_days,
        touches.channel_id,
        {{ exact_sum('1e0 / journeys.touch_count') }} as conversions
    from touches
    inner join journeys
        on touches.conversion_hash = journeys.conversion_hash
        and touches.lookback_days = journeys.lookback_days
    group by 1, 2, 3
),

channel_credits as (
    select goal, lookback_days, 'linear' as model, channel_id, conversions from linear
    {%- for model in models if model != 'linear' %}
    union all
    select goal, lookback_days, '{{ model }}', {{ model }}, 1e0 from journeys
    union all
    -- a channel that was touched, and gets nothing
    select goal, lookback_days, '{{ model }}', channel_id, 0e0 from linear
    {%- endfor %}
),

credits as (
    select
        channel_credits.goal,
        channel_credits.lookback_days,
        channel_credits.model,
        channels.channel,
        sum(channel_credits.conversions) as conversions
    from channel_credits
    inner join channels on channel_credits.channel_id = channels.channel_id
    group by 1, 2, 3, 4
),

totals as (
    select goal, cast(count(*) as double) as conversions from conversions group by 1
),

untouched as (
    select
        totals.goal,
        variants.lookback_days,
        totals.conversions - count(journeys.conversion_hash) as conversions
    from totals
    cross join variants
    left join journeys
        on totals.goal = journeys.goal and variants.lookback_days = journeys.lookback_days
    group by totals.goal, variants.lookback_days, totals.conversions
),

all_credits as (
    select * from credits
    {%- for model in models %}
    union all
    select goal, lookback_days, '{{ model }}', '(none)', conversions
    from untouched
    where conversions > 0
    {%- endfor %}
),

final as (
    select
        all_credits.goal,
        all_credits.model,
        cast(all_credits.lookback_days as bigint) as lookback_days,
        all_credits.channel,
        {{ published('all_credits.conversions') }} as conversions,
        {{ rate('all_credits.conversions', 'totals.conversions') }} as share
    from all_credits
    inner join totals on all_credits.goal = totals.goal
)

select * from final
