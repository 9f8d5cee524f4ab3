{#- Days of an average month, leap years included: for rates per month. -#}
{% macro days_per_month() -%}
    30.4375e0
{%- endmacro %}
