{#- The five stages of the funnel, in order; the seed `stages` gives their labels and owners. -#}
{% macro funnel_stages() -%}
    {{ return(['lead', 'mql', 'sql', 'opportunity', 'customer']) }}
{%- endmacro %}
