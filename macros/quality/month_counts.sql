{#-
  Select of rows for int_system_figures: what a relation gives per system and month of a time, once
  by the company's days (`part`) and once more for what would move to another month if the system
  counted by UTC days (the part utc_days). `amount` is an aggregate.
-#}
{% macro month_counts(relation, measure, time, amount, part='ours', where='true') -%}
    select
        source_system, {{ month_start(local_date(time)) }} as month, '{{ measure }}' as measure,
        '{{ part }}' as part, cast({{ amount }} as double) as amount
    from {{ relation }}
    where {{ time }} is not null and {{ where }}
    group by 1, 2
    {%- if part == 'ours' %}
    union all
    select
        source_system, {{ month_start(local_date(time)) }}, '{{ measure }}', 'utc_days',
        -cast({{ amount }} as double)
    from {{ relation }}
    where {{ time }} is not null and {{ where }}
        and {{ month_start(local_date(time)) }} <> {{ month_start('cast(' ~ time ~ ' as date)') }}
    group by 1, 2
    union all
    select
        source_system, {{ month_start('cast(' ~ time ~ ' as date)') }}, '{{ measure }}',
        'utc_days', cast({{ amount }} as double)
    from {{ relation }}
    where {{ time }} is not null and {{ where }}
        and {{ month_start(local_date(time)) }} <> {{ month_start('cast(' ~ time ~ ' as date)') }}
    group by 1, 2
    {%- endif %}
{%- endmacro %}
