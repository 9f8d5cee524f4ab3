{#- Linear-interpolation quantile, null where there is nothing. -#}
{% macro quantile(expression, q) -%}
    percentile_cont({{ q }}) within group (order by {{ expression }})
{%- endmacro %}
