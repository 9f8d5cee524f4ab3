{#- The whole numbers from a first to a last one, column `number`, as a select statement. -#}
{% macro number_rows(first, last) -%}
    {{ return(adapter.dispatch('number_rows')(first, last)) }}
{%- endmacro %}

{% macro default__number_rows(first, last) -%}
    select cast(unnest(generate_series({{ first }}, {{ last }})) as bigint) as number
{%- endmacro %}

{% macro spark__number_rows(first, last) -%}
    select explode(sequence(cast({{ first }} as bigint), cast({{ last }} as bigint))) as number
{%- endmacro %}
