{#-
  Business seconds from the calendar's beginning to an instant. `day` is the row of
  int_business_utc_days of the instant's UTC day; the difference of two of these is the
  business time between two instants (methods: opening hours, holidays, DST both ways).
-#}
{% macro business_seconds(instant, day) -%}
    (
        {{ day }}.seconds_before
        {%- for number in [1, 2, 3, 4] %}
        + coalesce(greatest(0, {{ seconds_between(
            day ~ '.opens_' ~ number ~ '_at',
            'least(' ~ instant ~ ', ' ~ day ~ '.closes_' ~ number ~ '_at)'
        ) }}), 0)
        {%- endfor %}
    )
{%- endmacro %}
