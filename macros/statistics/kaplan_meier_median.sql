{#-
  Kaplan-Meier median per group, as a select statement: columns `keys` and median_<time>. Null
  where fewer than half had the event. relation: columns of keys, `time`, `is_event`.
-#}
{% macro kaplan_meier_median(relation, keys, time, is_event) -%}
with steps as (
    select
        {{ keys | join(', ') }},
        {{ time }} as waited,
        cast(sum(case when {{ is_event }} then 1 else 0 end) as double) as events,
        cast(count(*) as double) as ended
    from {{ relation }}
    where {{ time }} is not null
    group by {{ keys | join(', ') }}, {{ time }}
),

at_risk_steps as (
    select
        *,
        sum(ended) over (
            partition by {{ keys | join(', ') }} order by waited
            rows between current row and unbounded following
        ) as at_risk
    from steps
),

survival as (
    select
        *,
        -- rounded before it is compared; nobody is left once all at risk had the event
        case
            when min(at_risk - events) over so_far = 0 then 0.0
            else round(exp(sum(ln(greatest(1 - events / at_risk, 1e-300))) over so_far), 12)
        end as surviving
    from at_risk_steps
    window so_far as (partition by {{ keys | join(', ') }} order by waited)
)

select {{ keys | join(', ') }}, min(case when surviving <= 0.5 then waited end) as median_{{ time }}
from survival
group by {{ keys | join(', ') }}
{%- endmacro %}
