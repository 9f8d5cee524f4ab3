{#-
  The whole numbers from a first to a last one, as a select statement of one column. As a lateral
  join both may be columns: `from t cross join lateral ({{ number_rows('t.first', 't.last') }}) as numbers`.
-#}
{% macro number_rows(first, last, alias='number') -%}
    {{ return(adapter.dispatch('number_rows')(first, last, alias)) }}
{%- endmacro %}

{% macro default__number_rows(first, last, alias) -%}
    select unnest(generate_series(cast({{ first }} as bigint), cast({{ last }} as bigint))) as {{ alias }}
{%- endmacro %}

{% macro spark__number_rows(first, last, alias) -%}
    select explode(sequence(cast({{ first }} as bigint), cast({{ last }} as bigint))) as {{ alias }}
{%- endmacro %}
