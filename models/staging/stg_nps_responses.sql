with

source as (
    {{ current_versions('nps_responses') | indent(4) }}
),

renamed as (
    select
        -- ids
        _source_system as source_system,
        response_id,
        lead_id,
        company,

        -- answer
        score,

        -- timestamps
        {{ known_time('responded_at', 'source') }} as responded_at,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
