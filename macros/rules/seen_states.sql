{#-
  The states that successive exports of an entity show: one row per record and field where a state
  is seen first, or another than in the export before. A system with one export of the entity has
  none, and one whose changes are exported needs none.

  Dated by updated_at where it is another than before, else by the export. What the first export
  shows is dated only where it was so from the beginning: by then anything may have happened.
  changes: the entity of recorded changes; id: the record's id; fields: columns of a state.
-#}
{% macro seen_states(entity, changes, id, fields) -%}
{%- set is_day = "source._exported_at = date_trunc('day', source._exported_at)" -%}
{%- set is_new_change = 'updated_at is not null and updated_at is distinct from updated_before' -%}
with run as (
    select * from {{ ref('run') }}
),

exports as (
    select _source_system, min(_exported_at) as first_exported_at
    from {{ source('raw', entity) }}
    where _source_system not in (select _source_system from {{ source('raw', changes) }})
    group by 1
    having count(distinct _exported_at) > 1
),

versions as (
    {%- for field in fields %}
    select
        source._source_system as source_system,
        source.{{ id }},
        '{{ field }}' as field,
        source.{{ field }} as state,
        lower(trim(source.{{ field }})) as state_word,
        {{ known_time('source.created_at') }} as created_at,
        source.created_at_is_date_only,
        {{ known_time('source.updated_at') }} as updated_at,
        source.updated_at_is_date_only,
        case when {{ is_day }} then {{ utc_time('source._exported_at') }} else source._exported_at end
            as exported_at,
        {{ is_day }} as exported_at_is_date_only,
        source._exported_at = exports.first_exported_at as is_first_export,
        source._exported_at,
        source._file,
        source._row
    from {{ source('raw', entity) }} as source
    inner join exports on source._source_system = exports._source_system
    cross join run
    where
        source._exported_at is not null
        and not {{ is_exported_later('source._exported_at') }}
        and trim(source.{{ field }}) <> ''
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ordered as (
    select
        *,
        lag(state_word) over (
            partition by source_system, {{ id }}, field
            order by _exported_at, updated_at, _file, _row
        ) as word_before,
        lag(updated_at) over (
            partition by source_system, {{ id }}, field
            order by _exported_at, updated_at, _file, _row
        ) as updated_before,
        {{ local_date('created_at') }} = {{ local_date('exported_at') }} as is_new_that_day
    from versions
),

dated as (
    select
        *,
        case
            when word_before is null and updated_at is null and is_new_that_day then 'created'
            when word_before is null and is_first_export and not is_new_that_day
                then case when updated_at = created_at then 'created' end
            when {{ is_new_change }} then 'updated'
            else 'exported'
        end as dated_by
    from ordered
    where word_before is null or word_before <> state_word
)

select
    source_system,
    {{ id }},
    state,
    case dated_by
        when 'created' then created_at when 'updated' then updated_at else exported_at
    end as seen_at,
    case dated_by
        when 'created' then created_at_is_date_only
        when 'updated' then updated_at_is_date_only
        else exported_at_is_date_only
    end as seen_at_is_date_only,
    _file as source_file,
    _row as source_row
from dated
where dated_by is not null
{%- endmacro %}
