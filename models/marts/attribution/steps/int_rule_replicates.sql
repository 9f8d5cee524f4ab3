-- How many conversions does each rule give each channel in each replicate?
{%- set rules = rule_based_models() %}

with

conversions as (
    select
        conversion_hash,
        goal,
        journey_group,
        -- 19 digits, so that its product with a credit has room
        cast(value as decimal(19, 2)) as value
    from {{ ref('int_conversions') }}
    where is_in_window
),

credits as (
    select
        conversions.goal,
        conversions.journey_group,
        touches.channel_id,
        {%- for rule in rules %}
        cast(sum(touches.{{ rule }}) as decimal(26, 12)) as {{ rule }},
        cast(sum(touches.{{ rule }} * conversions.value) as decimal(34, 14)) as {{ rule }}_value
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_touch_credits') }} as touches
    inner join conversions on touches.conversion_hash = conversions.conversion_hash
    group by 1, 2, 3
),

weights as (
    select
        draw_id,
        goal,
        journey_group,
        -- few digits, so that its product with a credit has room
        cast(weight as decimal(2, 0)) as weight,
        scale
    from {{ ref('int_conversion_weights') }}
    where has_touches
),

wide as (
    select
        weights.draw_id,
        credits.channel_id,
        max(weights.scale) as scale,
        {%- for rule in rules %}
        sum(credits.{{ rule }} * weights.weight) as {{ rule }},
        sum(credits.{{ rule }}_value * weights.weight) as {{ rule }}_value
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from weights
    inner join credits
        on weights.goal = credits.goal and weights.journey_group = credits.journey_group
    group by 1, 2
),

final as (
    {%- for rule in rules %}
    select
        draw_id, '{{ rule }}' as model, channel_id,
        cast({{ rule }} as double) * scale as conversions,
        cast({{ rule }}_value as double) * scale as value
    from wide
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
