{#-
  The first instant at which a calendar has passed `seconds` business seconds since its beginning:
  the inverse of business_seconds. `day` is the row of int_business_days (or int_business_day_hours)
  with seconds_before < seconds <= seconds_before + open_seconds.
-#}
{% macro business_instant(seconds, day) -%}
    {%- set left = '(' ~ seconds ~ ' - ' ~ day ~ '.seconds_before)' -%}
    {%- set first = seconds_between(day ~ '.opens_1_at', day ~ '.closes_1_at') -%}
    {%- set second = 'coalesce(' ~ seconds_between(day ~ '.opens_2_at', day ~ '.closes_2_at') ~ ', 0)' -%}
    case
        when {{ left }} <= {{ first }}
            then {{ dbt.dateadd('second', 'cast(' ~ left ~ ' as bigint)', day ~ '.opens_1_at') }}
        when {{ left }} <= {{ first }} + {{ second }}
            then {{ dbt.dateadd('second', 'cast(' ~ left ~ ' - ' ~ first ~ ' as bigint)', day ~ '.opens_2_at') }}
        else {{ dbt.dateadd(
            'second', 'cast(' ~ left ~ ' - ' ~ first ~ ' - ' ~ second ~ ' as bigint)', day ~ '.opens_3_at'
        ) }}
    end
{%- endmacro %}
