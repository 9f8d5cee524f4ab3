with

source as (
    {{ current_versions('media_presence') | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as presence_date,
        network,

        -- numbers
        followers,
        impressions,
        engagements,
        mentions,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
