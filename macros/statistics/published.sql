{#- A double as marts show it: ten decimals, and no negative zero, which some tools write as "-0". -#}
{% macro published(expression) -%}
    (round({{ expression }}, 10) + 0e0)
{%- endmacro %}
