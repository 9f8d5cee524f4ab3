{#- Exact seconds from one timestamp to another; minutes and hours are made of these. -#}
{% macro seconds_between(start_expression, end_expression) -%}
    {{ return(adapter.dispatch('seconds_between')(start_expression, end_expression)) }}
{%- endmacro %}

{% macro default__seconds_between(start_expression, end_expression) -%}
    date_diff('second', {{ start_expression }}, {{ end_expression }})
{%- endmacro %}

{% macro spark__seconds_between(start_expression, end_expression) -%}
    (unix_timestamp({{ end_expression }}) - unix_timestamp({{ start_expression }}))
{%- endmacro %}
