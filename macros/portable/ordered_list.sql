{#- Texts of a group as one text, in the order of another column. -#}
{% macro ordered_list(expression, order_by, separator) -%}
    {{ return(adapter.dispatch('ordered_list')(expression, order_by, separator)) }}
{%- endmacro %}

{% macro default__ordered_list(expression, order_by, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__ordered_list(expression, order_by, separator) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
