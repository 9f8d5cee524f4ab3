-- Tasks without created_at are dated by nothing and stay; due dates may lie ahead.
with

source as (
    {{ current_versions('tasks') | indent(4) }}
),

run as (
    select * from {{ ref('run') }}
),

-- in a file of calls that are planned and made, a task of an older export may be a call by now
made_since as (
    select
        attempts._source_system,
        attempts.attempt_id as task_id,
        max(attempts._exported_at) as exported_at
    from {{ source('raw', 'contact_attempts') }} as attempts
    cross join run
    where
        attempts._file in (
            select files.file
            from {{ source('raw', '_files') }} as files
            where files.entity = 'tasks'
        )
        and not {{ is_exported_later('attempts._exported_at') }}
    group by 1, 2
),

renamed as (
    select
        -- ids
        source._source_system as source_system,
        source.task_id,
        lead_id,
        contact_id,
        opportunity_id,
        company_id,
        link_system,
        -- may be a list: each address is normalised where it is looked up
        email,
        phone,

        -- task
        type as task_type,
        subject,
        status,
        owner as owner_as_given,

        -- timestamps
        {{ known_time('created_at', 'source') }} as created_at,
        {{ known_time('due_at', may_be_future=true) }} as due_at,
        {{ known_time('completed_at', 'source') }} as completed_at,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
    left join made_since
        on source._source_system = made_since._source_system
        and source.task_id = made_since.task_id
    where
        not coalesce(source.is_deleted, false)
        and coalesce(made_since.exported_at <= source._exported_at, true)
)

select * from renamed
