{#- A UTC timestamp as wall clock time of the `timezone` setting. The only way to local time. -#}
{% macro local_time(utc_expression) -%}
    {{ return(adapter.dispatch('local_time')(utc_expression)) }}
{%- endmacro %}

{% macro default__local_time(utc_expression) -%}
    timezone('{{ var("timezone") }}', timezone('UTC', {{ utc_expression }}))
{%- endmacro %}

{% macro spark__local_time(utc_expression) -%}
    from_utc_timestamp({{ utc_expression }}, '{{ var("timezone") }}')
{%- endmacro %}
