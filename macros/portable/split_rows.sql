{#- One row per element of a separated list, as a lateral join: `from t {{ split_rows('t.list', ';', 'element') }}`. -#}
{% macro split_rows(expression, separator, alias) -%}
    {{ return(adapter.dispatch('split_rows')(expression, separator, alias)) }}
{%- endmacro %}

{% macro default__split_rows(expression, separator, alias) -%}
    cross join lateral (
        select unnest(string_split({{ expression }}, '{{ separator }}')) as {{ alias }}
    ) as {{ alias }}_rows
{%- endmacro %}

{% macro spark__split_rows(expression, separator, alias) -%}
    lateral view explode(split({{ expression }}, '\\{{ separator }}')) {{ alias }}_rows as {{ alias }}
{%- endmacro %}
