-- Does every row of every file add up? read = loaded + rejected, and
-- loaded = in force + superseded + dated after as_of.
{%- set entities = [
    'leads', 'lead_stage_changes', 'contact_attempts', 'tasks', 'opportunities',
    'opportunity_stage_changes', 'touchpoints', 'web_traffic', 'page_performance', 'ad_spend',
    'invoices', 'nps_responses', 'job_applications', 'media_presence',
] %}
{%- set event_times = {
    'leads': 'created_at', 'lead_stage_changes': 'changed_at', 'contact_attempts': 'occurred_at',
    'tasks': 'created_at', 'opportunities': 'created_at', 'opportunity_stage_changes': 'changed_at',
    'touchpoints': 'occurred_at', 'invoices': 'issued_at', 'nps_responses': 'responded_at',
    'job_applications': 'applied_at',
} %}

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
    {%- set event_time = event_times.get(entity) %}
    select '{{ entity }}' as entity, rows._file as file, count(*) as rows_after_as_of
    from {{ source('raw', entity) }} as rows
    cross join {{ ref('run') }} as run
    where
        {%- if event_time %}
        (rows.{{ event_time }} is not null and {{ known_time('rows.' ~ event_time) }} is null)
        {%- else %}
        rows.date > run.as_of
        {%- endif %}
        {%- if entity == 'contact_attempts' %}
        or (rows.recorded_at is not null and {{ known_time('rows.recorded_at') }} is null)
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
        files.rows_loaded - coalesce(in_force.rows_in_force, 0) - coalesce(after_as_of.rows_after_as_of, 0)
            as rows_superseded,
        coalesce(after_as_of.rows_after_as_of, 0) as rows_after_as_of,
        files.rows_read = files.rows_loaded + files.rows_rejected
        and files.rows_loaded - coalesce(in_force.rows_in_force, 0) - coalesce(after_as_of.rows_after_as_of, 0) >= 0
            as is_balanced
    from files
    left join in_force on files.file = in_force.file and files.entity = in_force.entity
    left join after_as_of on files.file = after_as_of.file and files.entity = after_as_of.entity
)

select * from final
