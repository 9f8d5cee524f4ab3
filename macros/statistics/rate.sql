{#- Numerator ÷ denominator; null, never zero, where there is nothing to divide by. -#}
{% macro rate(numerator, denominator) -%}
    {{ published('cast(' ~ numerator ~ ' as double) / nullif(' ~ denominator ~ ', 0)') }}
{%- endmacro %}
