{#-
  The rows of a raw entity that are in force at as_of: one version per record.

  Rows whose event or recording time is after as_of are left out first. Among the versions of
  a record, those exported at or before as_of come first (newest updated_at, then newest
  export, then last file and row); where all were exported later, the oldest is taken and
  flagged is_state_later_than_as_of; has_other_versions says whether there were any. Only records
  with several versions are sorted: on large exports that is a small part, and finding it by hash
  is cheaper than sorting all.

  What identifies a record and when it happened is read from the entity's source YAML.
  key: expressions over raw columns instead, where the columns of the YAML may be empty.
  repeated: a relation with what repeated_keys finds, where the same entity is asked several times.
-#}
{% macro current_versions(entity, key=none, repeated=none) -%}
    {%- set meta = entity_meta(entity) -%}
    {%- set key = key or meta.key -%}
    {%- set key_hash = fast_hash(['_source_system'] + key) -%}
    {%- set is_later = is_exported_later('rows_by_as_of._exported_at', 'rows_by_as_of') -%}
    {#- repeated in the text instead of named: engines keep a CTE that is read thrice in memory -#}
    {%- set rows_by_as_of = entity_rows_by_as_of(entity) -%}
with repeated_keys as (
    {% if repeated -%}
    select * from {{ repeated }}
    {%- else -%}
    {{ repeated_keys(entity, key) | indent(4) }}
    {%- endif %}
)

select rows_by_as_of.*, {{ is_later }} as is_state_later_than_as_of, false as has_other_versions
from {{ rows_by_as_of }}
where {{ key_hash }} not in (select repeated_keys.key_hash from repeated_keys)

union all

select rows_by_as_of.*, {{ is_later }} as is_state_later_than_as_of, true as has_other_versions
from {{ rows_by_as_of }}
where {{ key_hash }} in (select repeated_keys.key_hash from repeated_keys)
qualify row_number() over (
    partition by _source_system, {{ key | join(', ') }}
    order by
        {{ is_later }},
        {%- if meta.updated_at %}
        case when not {{ is_later }} then {{ meta.updated_at }} end desc nulls last,
        {%- endif %}
        case when not {{ is_later }} then _exported_at end desc nulls last,
        case when {{ is_later }} then _exported_at end asc nulls last,
        regexp_replace(_file, '[.][A-Za-z0-9]+$', '') desc,
        _file desc,
        _row desc
) = 1
{%- endmacro %}

{#- Hashes of the keys that several rows of an entity share, of those in force at as_of. -#}
{% macro repeated_keys(entity, key) -%}
    {%- set key_hash = fast_hash(['_source_system'] + key) -%}
select {{ key_hash }} as key_hash
from {{ entity_rows_by_as_of(entity) }}
group by {{ key_hash }}
having count(*) > 1
{%- endmacro %}

{#- An entity's raw rows whose event and recording are known by as_of, to select from. -#}
{% macro entity_rows_by_as_of(entity) -%}
    {%- set meta = entity_meta(entity) -%}
    {%- set event_time = meta.event_time -%}
(
    select entity_rows.*, run.as_of, run.as_of_end_at
    from {{ source('raw', entity) }} as entity_rows
    cross join {{ ref('run') }} as run
    where
        {% if meta.event_time_is_date -%}
        entity_rows.{{ event_time }} <= run.as_of
        {%- else -%}
        {% if meta.event_time_may_be_empty %}(entity_rows.{{ event_time }} is null or {% endif -%}
        {{ known_time('entity_rows.' ~ event_time) }} is not null
        {%- if meta.event_time_may_be_empty %}){% endif %}
        {%- endif %}
        {%- if meta.recorded_time %}
        and (
            entity_rows.{{ meta.recorded_time }} is null
            or {{ known_time('entity_rows.' ~ meta.recorded_time) }} is not null
        )
        {%- endif %}
) as rows_by_as_of
{%- endmacro %}
