{#- Wall clock time of the `timezone` setting as a UTC timestamp. -#}
{% macro utc_time(local_expression) -%}
    {{ return(adapter.dispatch('utc_time')(local_expression)) }}
{%- endmacro %}

{% macro default__utc_time(local_expression) -%}
    timezone('UTC', timezone('{{ var("timezone") }}', cast({{ local_expression }} as timestamp)))
{%- endmacro %}

{% macro spark__utc_time(local_expression) -%}
    to_utc_timestamp({{ local_expression }}, '{{ var("timezone") }}')
{%- endmacro %}
