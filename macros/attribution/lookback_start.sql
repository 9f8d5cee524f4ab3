{#- First instant of the look-back that ends at a moment; whole days, as every window. -#}
{% macro lookback_start(utc_expression) -%}
    {{ utc_time(dbt.dateadd('day', -1 * var('attribution_lookback_days'), local_date(utc_expression))) }}
{%- endmacro %}
