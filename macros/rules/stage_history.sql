{#-
  The changes of stage of a kind of record, whichever way its system tells them: a log, columns of
  dates and a field history are recorded changes; where a system has none of them, the states that
  its successive exports show.

  A field history leaves out the stage in which a record began: it is the one left first, or today's
  where nothing changed. A history says nothing of records that are older than its first row.
  changes, records, states: staging models; id: the record's id; current: columns of today's stage.
-#}
{% macro stage_history(changes, records, states, id, current, has_dates='false') -%}
with changes as (
    select * from {{ changes }}
),

records as (
    select * from {{ records }}
),

systems_with_history as (
    select source_system from changes
    union
    select source_system from records where {{ has_dates }}
),

field_histories as (
    select source_system, min(changed_at) as begins_at
    from changes
    group by 1
    having count(previous_stage_as_given) > 0
),

first_changes as (
    select source_system, {{ id }}, previous_stage_as_given
    from changes
    qualify row_number() over (
        partition by source_system, {{ id }} order by changed_at, source_file, source_row
    ) = 1
),

beginnings as (
    {%- for column in current %}
    select
        records.source_system,
        records.{{ id }},
        case
            when first_changes.{{ id }} is null then records.{{ column }}
            else first_changes.previous_stage_as_given
        end as stage_as_given,
        records.created_at,
        records.created_at_is_date_only,
        records.source_file,
        records.source_row
    from records
    inner join field_histories
        on records.source_system = field_histories.source_system
        and {{ local_date('records.created_at') }} >= {{ local_date('field_histories.begins_at') }}
    left join first_changes
        on records.source_system = first_changes.source_system
        and records.{{ id }} = first_changes.{{ id }}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

seen as (
    select states.*
    from {{ states }} as states
    left join systems_with_history on states.source_system = systems_with_history.source_system
    where systems_with_history.source_system is null
)
{%- endmacro %}
