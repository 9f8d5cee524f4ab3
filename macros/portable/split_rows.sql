{#-
  One row per element of a separated list, with its place in it, as a lateral join:
  `from t {{ split_rows('t.list', ';', 'element') }}` gives element and element_position.
-#}
{% macro split_rows(expression, separator, alias) -%}
    {{ return(adapter.dispatch('split_rows')(expression, separator, alias)) }}
{%- endmacro %}

{% macro default__split_rows(expression, separator, alias) -%}
    cross join lateral (
        select
            unnest(string_split({{ expression }}, '{{ separator }}')) as {{ alias }},
            generate_subscripts(string_split({{ expression }}, '{{ separator }}'), 1) as {{ alias }}_position
    ) as {{ alias }}_rows
{%- endmacro %}

{% macro spark__split_rows(expression, separator, alias) -%}
    lateral view inline(transform(
        split({{ expression }}, '\\{{ separator }}'),
        (piece, place) -> named_struct('piece', piece, 'place', place + 1)
    )) {{ alias }}_rows as {{ alias }}, {{ alias }}_position
{%- endmacro %}
