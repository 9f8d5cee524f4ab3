-- What do the rules give in each month to each channel and campaign?
{%- set rules = rule_based_models() %}

with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

campaigns as (
    select
        credits.*,
        conversions.goal,
        conversions.month,
        -- 19 digits, so that its product with a credit has room
        cast(conversions.value as decimal(19, 2)) as value,
        nullif(lower(trim(touches.campaign)), '') as campaign
    from {{ ref('int_touch_credits') }} as credits
    inner join conversions on credits.conversion_hash = conversions.conversion_hash
    inner join {{ ref('fct_touchpoints') }} as touches
        on credits.touchpoint_key = touches.touchpoint_key
),

wide as (
    select
        month, goal, channel_id, campaign,
        {%- for rule in rules %}
        sum({{ rule }}) as {{ rule }},
        sum({{ rule }} * value) as {{ rule }}_value
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from campaigns
    group by 1, 2, 3, 4
),

untouched as (
    select
        conversions.month,
        conversions.goal,
        count(*) as conversions,
        sum(conversions.value) as value
    from conversions
    left join (select distinct conversion_hash from {{ ref('int_touch_credits') }}) as touched
        on conversions.conversion_hash = touched.conversion_hash
    where touched.conversion_hash is null
    group by 1, 2
),

final as (
    {%- for rule in rules %}
    select
        wide.month, wide.goal, '{{ rule }}' as model, channels.channel, wide.campaign,
        cast(wide.{{ rule }} as decimal(38, 12)) as conversions,
        cast(wide.{{ rule }}_value as decimal(38, 14)) as value
    from wide
    inner join {{ ref('int_attribution_channels') }} as channels
        on wide.channel_id = channels.channel_id
    union all
    select
        month, goal, '{{ rule }}', '(none)', null,
        cast(conversions as decimal(38, 12)), cast(value as decimal(38, 14))
    from untouched
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
