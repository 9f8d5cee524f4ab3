{#- A text without every match of a regular expression, or with something else in its place. -#}
{% macro without_pattern(expression, pattern, replacement='') -%}
    {{ return(adapter.dispatch('without_pattern')(expression, pattern, replacement)) }}
{%- endmacro %}

{% macro default__without_pattern(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__without_pattern(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, r'{{ pattern }}', '{{ replacement }}')
{%- endmacro %}
