-- Tasks without created_at are dated by nothing and stay; due dates may lie ahead.
with

source as (
    {{ current_versions('tasks') | indent(4) }}
),

renamed as (
    select
        -- ids
        _source_system as source_system,
        task_id,
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
)

select * from renamed
