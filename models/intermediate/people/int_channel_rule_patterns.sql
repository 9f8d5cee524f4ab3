-- One LIKE pattern per alternative of each rule and field.
{%- set fields = ['channel', 'source', 'medium', 'campaign'] %}

with

rules as (
    select * from {{ ref('channel_rules') }}
),

alternatives as (
    {%- for field in fields %}
    select rules.priority, '{{ field }}' as field, alternative
    from rules
    {{ split_rows('rules.' ~ field ~ '_pattern', '|', 'alternative') }}
    where rules.{{ field }}_pattern is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        priority,
        field,
        -- `*` is any run of characters; what LIKE would read as a wildcard is taken literally
        replace(
            replace(replace(replace(lower(trim(alternative)), '^', '^^'), '%', '^%'), '_', '^_'),
            '*', '%'
        ) as like_pattern
    from alternatives
)

select * from final
