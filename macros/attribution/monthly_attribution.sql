{#-
  Credits and spend by month, goal, model and one more column: `expression` over the columns of
  int_credit_totals and the spend, published as `name`.
-#}
{% macro monthly_attribution(expression, name) -%}
with

credits as (
    select month, goal, model, {{ expression }} as {{ name }}, sum(conversions) as conversions, sum(value) as value
    from {{ ref('int_credit_totals') }}
    group by 1, 2, 3, 4
),

models as (
    {{ rule_rows() }}
),

goals as (
    {%- for goal in attribution_goals() %}
    select '{{ goal }}' as goal{% if not loop.last %} union all{% endif %}
    {%- endfor %}
),

spend as (
    select
        spend.month, goals.goal, models.model,
        {{ expression }} as {{ name }},
        sum(spend.spend) as spend
    from {{ ref('int_marketing_spend') }} as spend
    cross join goals
    cross join models
    where spend.is_in_window
    group by 1, 2, 3, 4
),

all_rows as (
    select month, goal, model, {{ name }}, conversions, value, cast(0 as decimal(18, 2)) as spend
    from credits
    union all
    select month, goal, model, {{ name }}, cast(0 as decimal(38, 12)),
        case when goal <> 'lead' then cast(0 as decimal(38, 14)) end, spend
    from spend
),

summed as (
    select
        month, goal, model, {{ name }},
        cast(sum(conversions) as double) as conversions,
        cast(sum(value) as double) as value,
        cast(coalesce(sum(spend), 0) as decimal(18, 2)) as spend
    from all_rows
    group by 1, 2, 3, 4
),

final as (
    select
        month,
        goal,
        model,
        {{ name }},
        {{ published('conversions') }} as conversions,
        {{ published('value') }} as value,
        spend,
        case when round(conversions, 10) > 0 then {{ rate('spend', 'conversions') }} end as cost_per_conversion,
        {{ rate('value', 'spend') }} as return_on_spend
    from summed
)

select * from final
{%- endmacro %}
