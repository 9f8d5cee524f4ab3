{#-
  dbt's dateadd and datediff on Spark. dbt's own forms fail on an empty date, lose fractions of a
  second, and count days as int where DuckDB counts as bigint.
-#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set days = {'day': 1, 'week': 7} -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12} -%}
    {%- set seconds = {'second': 1, 'minute': 60, 'hour': 3600} -%}
    {%- set count = 'cast(' ~ interval ~ ' as int)' -%}
    (cast({{ from_date_or_timestamp }} as timestamp) +
    {%- if datepart in days %} make_dt_interval({{ count }} * {{ days[datepart] }})
    {%- elif datepart in months %} make_ym_interval(0, {{ count }} * {{ months[datepart] }})
    {%- elif datepart in seconds %} make_dt_interval(0, 0, 0, {{ interval }} * {{ seconds[datepart] }})
    {%- else %}{{ exceptions.raise_compiler_error("No dateadd of a " ~ datepart ~ " on Spark") }}
    {%- endif %})
{%- endmacro %}

{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'day' -%}
        cast(datediff({{ second_date }}, {{ first_date }}) as bigint)
    {%- elif datepart == 'month' -%}
        cast(
            12 * (year({{ second_date }}) - year({{ first_date }}))
            + month({{ second_date }}) - month({{ first_date }}) as bigint
        )
    {%- else -%}
        {{ exceptions.raise_compiler_error("No datediff in " ~ datepart ~ "s on Spark") }}
    {%- endif -%}
{%- endmacro %}
