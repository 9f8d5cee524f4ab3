{#- Day of the week, 1 = Monday; counted from a known Monday, which every engine agrees on. -#}
{% macro weekday_number(date_expression) -%}
    ((({{ dbt.datediff("cast('1900-01-01' as date)", date_expression, 'day') }}) % 7) + 1)
{%- endmacro %}
