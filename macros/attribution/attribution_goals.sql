{#- The four goals of attribution, in the order of the funnel. -#}
{% macro attribution_goals() -%}
    {{ return(['lead', 'mql', 'opportunity', 'customer']) }}
{%- endmacro %}
