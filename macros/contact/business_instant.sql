{#-
  The first instant at which a calendar has passed `seconds` business seconds since its beginning:
  the inverse of business_seconds. `day` is the row of int_business_utc_days with
  seconds_before < seconds <= seconds_before + open_seconds.
-#}
{% macro business_instant(seconds, day) -%}
    case
        {%- set before = namespace(length='0') %}
        {%- for number in [1, 2, 3, 4] %}
        {%- set opens = day ~ '.opens_' ~ number ~ '_at' %}
        {%- set length = 'coalesce(' ~ seconds_between(opens, day ~ '.closes_' ~ number ~ '_at') ~ ', 0)' %}
        {%- set left = seconds ~ ' - ' ~ day ~ '.seconds_before - (' ~ before.length ~ ')' %}
        when {{ left }} <= {{ length }}
            then {{ dbt.dateadd('second', 'cast(' ~ left ~ ' as bigint)', opens) }}
        {%- set before.length = before.length ~ ' + ' ~ length %}
        {%- endfor %}
    end
{%- endmacro %}
