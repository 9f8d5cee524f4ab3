with

source as (
    {{ current_versions(
        'page_performance',
        key=['date', 'date_end', 'page', 'campaign'],
        event_time='date',
        is_date=true
    ) | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as performance_date,
        coalesce(date_end, date) > date as is_range_total,
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
