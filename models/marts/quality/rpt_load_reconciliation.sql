-- Does every row of every file add up? read = loaded + rejected, and
-- loaded = in force + superseded + dated after as_of.
{%- set entities = [
    'leads', 'lead_stage_changes', 'contact_attempts', 'tasks', 'opportunities',
    'opportunity_stage_changes', 'touchpoints', 'web_traffic', 'page_performance', 'ad_spend',
    'invoices', 'nps_responses', 'job_applications', 'media_presence', 'users',
] %}

with

files as (
    select * from {{ source('raw', '_files') }}
    where entity is not null
),

in_force as (
    {%- for entity in entities %}
    select '{{ entity }}' as entity, source_file as file, count(*) as rows_in_force
    from {{ ref('int_touchpoints' if entity == 'touchpoints' else 'stg_' ~ entity) }}
    group by 1, 2
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

after_as_of as (
    {%- for entity in entities %}
    {%- set meta = entity_meta(entity) %}
    {%- set event_time = 'rows.' ~ meta.event_time %}
    {%- set recorded_time = 'rows.' ~ meta.recorded_time %}
    select '{{ entity }}' as entity, rows._file as file, count(*) as rows_after_as_of
    from {{ source('raw', entity) }} as rows
    cross join {{ ref('run') }} as run
    where
        {%- if meta.event_time_is_date %}
        {{ event_time }} > run.as_of
        {%- else %}
        ({{ event_time }} is not null and {{ known_time(event_time) }} is null)
        {%- endif %}
        {%- if meta.recorded_time %}
        or ({{ recorded_time }} is not null and {{ known_time(recorded_time) }} is null)
        {%- endif %}
    group by 1, 2
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        files.file,
        files.entity,
        files.system as source_system,
        files.exported_at,
        files.rows_read,
        files.rows_loaded,
        files.rows_rejected,
        coalesce(in_force.rows_in_force, 0) as rows_in_force,
        files.rows_loaded
        - coalesce(in_force.rows_in_force, 0)
        - coalesce(after_as_of.rows_after_as_of, 0)
            as rows_superseded,
        coalesce(after_as_of.rows_after_as_of, 0) as rows_after_as_of,
        files.rows_read = files.rows_loaded + files.rows_rejected
        and files.rows_loaded
        >= coalesce(in_force.rows_in_force, 0) + coalesce(after_as_of.rows_after_as_of, 0)
            as is_balanced
    from files
    left join in_force on files.file = in_force.file and files.entity = in_force.entity
    left join after_as_of on files.file = after_as_of.file and files.entity = after_as_of.entity
)

select * from final
