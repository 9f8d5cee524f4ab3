{#- Standard errors to either side within which 95 of 100 normal numbers lie. -#}
{% macro normal_quantile_95() -%}
    {{ return('1.959963984540054') }}
{%- endmacro %}
