{#- The texts of a group as one text, in alphabetical order (sorted once per group, not per row). -#}
{% macro sorted_texts(expression, separator) -%}
    {{ return(adapter.dispatch('sorted_texts')(expression, separator)) }}
{%- endmacro %}

{% macro default__sorted_texts(expression, separator) -%}
    array_to_string(list_sort(list({{ expression }})), '{{ separator }}')
{%- endmacro %}

{% macro spark__sorted_texts(expression, separator) -%}
    array_join(array_sort(collect_list({{ expression }})), '{{ separator }}')
{%- endmacro %}
