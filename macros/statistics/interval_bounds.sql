{#- Bounds of the 95 % interval that replicates of a bootstrap give (an aggregate over them). -#}
{% macro interval_lower(expression) -%}
    {{ quantile(expression, 0.025) }}
{%- endmacro %}

{% macro interval_upper(expression) -%}
    {{ quantile(expression, 0.975) }}
{%- endmacro %}
