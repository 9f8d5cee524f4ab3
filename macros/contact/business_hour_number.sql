{#- The full hour of business time that a number of business seconds lies in: what finds a deadline's day in int_sla_deadlines. -#}
{% macro business_hour_number(seconds) -%}
    cast(floor(({{ seconds }}) / 3600e0) as bigint)
{%- endmacro %}
