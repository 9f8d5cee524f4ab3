{#- Wall clock time of a named zone (a column) as UTC, and back. -#}
{% macro utc_from_zone(local_expression, zone) -%}
    {{ return(adapter.dispatch('utc_from_zone')(local_expression, zone)) }}
{%- endmacro %}

{% macro default__utc_from_zone(local_expression, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local_expression }}))
{%- endmacro %}

{% macro spark__utc_from_zone(local_expression, zone) -%}
    to_utc_timestamp({{ local_expression }}, {{ zone }})
{%- endmacro %}

{% macro zone_from_utc(utc_expression, zone) -%}
    {{ return(adapter.dispatch('zone_from_utc')(utc_expression, zone)) }}
{%- endmacro %}

{% macro default__zone_from_utc(utc_expression, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ utc_expression }}))
{%- endmacro %}

{% macro spark__zone_from_utc(utc_expression, zone) -%}
    from_utc_timestamp({{ utc_expression }}, {{ zone }})
{%- endmacro %}
