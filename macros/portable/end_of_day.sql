{#-
  Last instant that a moment stands for: itself, or the end of its day where only the day is
  known. Touches of that day belong to a conversion of which nobody noted the hour.
-#}
{% macro end_of_day(utc_expression, is_date_only) -%}
    case
        when {{ is_date_only }} then
            {{ utc_time(dbt.dateadd('day', 1, local_date(utc_expression))) }} - interval 1 microsecond
        else {{ utc_expression }}
    end
{%- endmacro %}
