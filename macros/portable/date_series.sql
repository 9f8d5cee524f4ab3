{#- One row per day from a first to a last date, column `day_date`, as a select statement. -#}
{% macro date_series(first_date, last_date) -%}
    {{ return(adapter.dispatch('date_series')(first_date, last_date)) }}
{%- endmacro %}

{% macro default__date_series(first_date, last_date) -%}
    select cast(unnest(generate_series(
        cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval 1 day
    )) as date) as day_date
{%- endmacro %}

{% macro spark__date_series(first_date, last_date) -%}
    select explode(sequence(
        cast({{ first_date }} as date), cast({{ last_date }} as date), interval 1 day
    )) as day_date
{%- endmacro %}
