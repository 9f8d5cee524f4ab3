{#-
  The rows of a raw entity that are in force at as_of: one version per record.

  Rows whose event or recording time is after as_of are left out first. Among the versions of
  a record, those exported at or before as_of come first (newest updated_at, then newest
  export, then last file and row); where all were exported later, the oldest is taken and
  flagged is_state_later_than_as_of. Only records with several versions are sorted: on large
  exports that is a small part, and finding it by hash is cheaper than sorting all.

  key: list of columns (or expressions over raw columns) that identify a record in its system.
-#}
{% macro current_versions(entity, key, event_time, updated_at=none, recorded_time=none, is_date=false, may_be_undated=false) -%}
    {%- set key_hash = fast_hash(['_source_system'] + key) -%}
    {%- set is_later -%}
        coalesce(rows_by_as_of._exported_at >= rows_by_as_of.as_of_end_at, false)
    {%- endset -%}
    {#- repeated in the text instead of named: engines keep a CTE that is read thrice in memory -#}
    {%- set rows_by_as_of -%}
(
    select entity_rows.*, run.as_of, run.as_of_end_at
    from {{ source('raw', entity) }} as entity_rows
    cross join {{ ref('run') }} as run
    where
        {% if is_date -%}
        entity_rows.{{ event_time }} <= run.as_of
        {%- else -%}
        {% if may_be_undated %}(entity_rows.{{ event_time }} is null or {% endif -%}
        {{ known_time('entity_rows.' ~ event_time) }} is not null
        {%- if may_be_undated %}){% endif %}
        {%- endif %}
        {%- if recorded_time %}
        and (
            entity_rows.{{ recorded_time }} is null
            or {{ known_time('entity_rows.' ~ recorded_time) }} is not null
        )
        {%- endif %}
) as rows_by_as_of
    {%- endset -%}
with repeated_keys as (
    select {{ key_hash }} as key_hash
    from {{ rows_by_as_of }}
    group by {{ key_hash }}
    having count(*) > 1
)

select rows_by_as_of.*, {{ is_later }} as is_state_later_than_as_of
from {{ rows_by_as_of }}
where {{ key_hash }} not in (select repeated_keys.key_hash from repeated_keys)

union all

select rows_by_as_of.*, {{ is_later }} as is_state_later_than_as_of
from {{ rows_by_as_of }}
where {{ key_hash }} in (select repeated_keys.key_hash from repeated_keys)
qualify row_number() over (
    partition by _source_system, {{ key | join(', ') }}
    order by
        {{ is_later }},
        {%- if updated_at %}
        case when not {{ is_later }} then {{ updated_at }} end desc nulls last,
        {%- endif %}
        case when not {{ is_later }} then _exported_at end desc nulls last,
        case when {{ is_later }} then _exported_at end asc nulls last,
        _file desc,
        _row desc
) = 1
{%- endmacro %}
