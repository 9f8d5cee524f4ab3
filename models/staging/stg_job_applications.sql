with

source as (
    {{ current_versions('job_applications') | indent(4) }}
),

renamed as (
    select
        -- ids
        _source_system as source_system,
        application_id,

        -- application
        position,
        source,
        status,

        -- timestamps
        {{ known_time('applied_at', 'source') }} as applied_at,
        {{ known_time('qualified_at', 'source') }} as qualified_at,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
