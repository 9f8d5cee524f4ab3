-- How many conversions does each rule give each channel in each replicate?
{%- set rules = rule_based_models() %}

with

credits as (
    select
        conversion_hash,
        channel_id,
        {%- for rule in rules %}
        cast(sum({{ rule }}) as decimal(18, 12)) as {{ rule }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_touch_credits') }}
    group by 1, 2
),

weights as (
    select
        draw_id,
        conversion_hash,
        weight,
        -- 19 digits, so that its product with a credit has room
        cast(value * weight as decimal(19, 2)) as value
    from {{ ref('int_conversion_weights') }}
    where has_touches
),

wide as (
    select
        weights.draw_id,
        credits.channel_id,
        {%- for rule in rules %}
        sum(credits.{{ rule }} * weights.weight) as {{ rule }},
        sum(credits.{{ rule }} * weights.value) as {{ rule }}_value
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from weights
    inner join credits on weights.conversion_hash = credits.conversion_hash
    group by 1, 2
),

final as (
    {%- for rule in rules %}
    select
        draw_id, '{{ rule }}' as model, channel_id,
        cast({{ rule }} as double) as conversions, cast({{ rule }}_value as double) as value
    from wide
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
