-- The monthly marts split what the channel mart has: same conversions, value and spend.
{%- set marts = ['rpt_channel_attribution_monthly', 'rpt_campaign_attribution'] %}

with

channels as (
    select
        goal,
        model,
        sum(conversions) as conversions,
        coalesce(sum(value), 0) as value,
        sum(spend) as spend
    from {{ ref('rpt_channel_attribution') }}
    where model not in ('markov', 'shapley')
    group by 1, 2
),

parts as (
    {%- for mart in marts %}
    select
        '{{ mart }}' as mart,
        goal,
        model,
        sum(conversions) as conversions,
        coalesce(sum(value), 0) as value,
        sum(spend) as spend
    from {{ ref(mart) }}
    group by 1, 2, 3
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    parts.*,
    channels.conversions as channel_conversions,
    channels.value as channel_value,
    channels.spend as channel_spend
from parts
inner join channels on parts.goal = channels.goal and parts.model = channels.model
where
    abs(parts.conversions - channels.conversions) > 1e-5
    or abs(parts.value - channels.value) > 1e-6 * greatest(1, abs(channels.value))
    or parts.spend <> channels.spend
