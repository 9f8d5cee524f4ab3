with

source as (
    {{ current_versions('lead_stage_changes') | indent(4) }}
),

renamed as (
    select
        -- ids
        _source_system as source_system,
        lead_id,

        -- change
        stage as stage_as_given,
        previous_stage as previous_stage_as_given,
        {{ without_addresses('reason') }} as reason,
        changed_by,

        -- timestamps
        {{ known_time('changed_at', 'source') }} as changed_at,
        changed_at_is_date_only,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
