{#- One row per whole number from a first to a last one (columns or literals), as a lateral join. -#}
{% macro lateral_numbers(first, last, alias) -%}
    {{ return(adapter.dispatch('lateral_numbers')(first, last, alias)) }}
{%- endmacro %}

{% macro default__lateral_numbers(first, last, alias) -%}
    cross join lateral (
        select unnest(range(cast({{ first }} as bigint), cast({{ last }} as bigint) + 1)) as {{ alias }}
    ) as {{ alias }}_rows
{%- endmacro %}

{% macro spark__lateral_numbers(first, last, alias) -%}
    lateral view explode(sequence(cast({{ first }} as bigint), cast({{ last }} as bigint))) {{ alias }}_rows as {{ alias }}
{%- endmacro %}
