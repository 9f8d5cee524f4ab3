{#- The full hour of business time that a number of business seconds lies in: the key of int_business_day_hours. -#}
{% macro business_hour_number(seconds) -%}
    cast(floor(({{ seconds }}) / 3600e0) as bigint)
{%- endmacro %}
