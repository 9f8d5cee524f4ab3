{#-
  A timestamp column of raw as UTC, empty where it lies after as_of.
  A date without time is the local midnight of that day (raw keeps it unshifted).
-#}
{% macro known_time(column, run='run', may_be_future=false) -%}
    {%- set at -%}
        case when {{ column }}_is_date_only then {{ utc_time(column) }} else {{ column }} end
    {%- endset -%}
    {%- if may_be_future -%}
        {{ at }}
    {%- else -%}
        case when {{ at }} < {{ run }}.as_of_end_at then {{ at }} end
    {%- endif -%}
{%- endmacro %}
