with

source as (
    {{ current_versions('opportunity_stage_changes') | indent(4) }}
),

renamed as (
    select
        -- ids
        concat_ws('|', _source_system, opportunity_id) as opportunity_key,
        _source_system as source_system,
        opportunity_id,

        -- change
        stage as stage_as_given,
        previous_stage as previous_stage_as_given,

        -- timestamps
        {{ known_time('changed_at', 'source') }} as changed_at,
        changed_at_is_date_only,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
