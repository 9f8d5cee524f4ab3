{#- The four goals of attribution, in the order of the funnel. -#}
{% macro attribution_goals() -%}
    {{ return(var('attribution_goals')) }}
{%- endmacro %}
