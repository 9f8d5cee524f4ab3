{#- The day, in the `timezone` setting, of a UTC timestamp. -#}
{% macro local_date(utc_expression) -%}
    cast({{ local_time(utc_expression) }} as date)
{%- endmacro %}
