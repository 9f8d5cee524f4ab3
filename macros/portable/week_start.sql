{#- The Monday of the week that a date lies in. -#}
{% macro week_start(date_expression) -%}
    cast(date_trunc('week', {{ date_expression }}) as date)
{%- endmacro %}
