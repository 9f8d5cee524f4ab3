with

source as (
    {{ reports_in_force('page_performance') | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as performance_date,
        last_day > first_day as is_range_total,
        {{ page_address('page') }} as page,
        {{ without_addresses('title') }} as title,
        {{ without_addresses('campaign') }} as campaign,
        is_live,
        {{ known_time('updated_at', 'source') }} as updated_at,

        -- numbers
        views,
        submissions,
        new_contacts,
        cta_views,
        cta_clicks,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
