{#-
  A relation of events once per segment, as a select statement: its rows with segment_name and
  segment_value (`all`, then each of `segments`, columns of the relation; an empty value is
  `(none)`). The wildcard of settings becomes no value of its own.
-#}
{% macro kpi_segments(relation, segments=[]) -%}
    {%- for segment in ['all'] + segments %}
    select {{ relation }}.*, '{{ segment }}' as segment_name,
        {{ segment_value(segment, relation) }} as segment_value
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
