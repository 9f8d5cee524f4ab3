-- Would another look-back give other channels the credit?
-- Rules that only need order: first and last touch, last non-direct, linear. A look-back longer
-- than the setting cannot be tried here; a conversion without touches in it goes to `(none)`.
{%- set variants = [var('attribution_lookback_days')] + var('attribution_lookback_variants') %}
{%- set models = ['first_touch', 'last_touch', 'last_non_direct', 'linear'] %}

with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

variants as (
    {%- for days in variants | unique if days <= var('attribution_lookback_days') %}
    select {{ days }} as lookback_days{% if not loop.last %} union all{% endif %}
    {%- endfor %}
),

touches as (
    select
        touches.goal,
        touches.conversion_hash,
        variants.lookback_days,
        touches.channel_id,
        touches.touch_number,
        count(*) over journey as touch_count,
        min(touches.touch_number) over journey as first_number,
        max(touches.touch_number) over journey as last_number,
        coalesce(max(case when not touches.is_direct then touches.touch_number end) over journey, max(touches.touch_number) over journey)
            as last_non_direct_number
    from {{ ref('int_converting_touches') }} as touches
    inner join conversions on touches.conversion_hash = conversions.conversion_hash
    cross join variants
    where
        {{ days_between(local_date('touches.occurred_at'), local_date('conversions.converted_at')) }}
        <= variants.lookback_days
    window journey as (partition by touches.conversion_hash, variants.lookback_days)
),

credits as (
    {%- for model in models %}
    select
        touches.goal, touches.lookback_days, '{{ model }}' as model, channels.channel,
        {% if model == 'linear' -%}
        sum(1e0 / touches.touch_count)
        {%- else -%}
        sum(case when touches.touch_number = touches.{{ {'first_touch': 'first_number', 'last_touch': 'last_number', 'last_non_direct': 'last_non_direct_number'}[model] }} then 1e0 else 0e0 end)
        {%- endif %} as conversions
    from touches
    inner join {{ ref('int_attribution_channels') }} as channels on touches.channel_id = channels.channel_id
    group by 1, 2, 3, 4
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

totals as (
    select goal, cast(count(*) as double) as conversions from conversions group by 1
),

untouched as (
    select totals.goal, variants.lookback_days, totals.conversions - count(distinct touches.conversion_hash) as conversions
    from totals
    cross join variants
    left join touches on totals.goal = touches.goal and variants.lookback_days = touches.lookback_days
    group by totals.goal, variants.lookback_days, totals.conversions
),

all_credits as (
    select * from credits
    {%- for model in models %}
    union all
    select goal, lookback_days, '{{ model }}', '(none)', conversions from untouched where conversions > 0
    {%- endfor %}
),

final as (
    select
        all_credits.goal,
        all_credits.model,
        cast(all_credits.lookback_days as bigint) as lookback_days,
        all_credits.channel,
        round(all_credits.conversions, 10) as conversions,
        {{ rate('all_credits.conversions', 'totals.conversions') }} as share
    from all_credits
    inner join totals on all_credits.goal = totals.goal
)

select * from final
