with

source as (
    {{ reports_in_force('visits') | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as traffic_date,
        last_day > first_day as is_range_total,
        coalesce(channel, first_user_channel) as channel_as_given,
        {{ source_or_page('landing_page') }} as source,
        {{ medium_or_page('landing_page') }} as medium,
        {{ without_addresses(campaign_or_page('landing_page')) }} as campaign,
        {{ page_address('landing_page') }} as landing_page,

        -- numbers
        sessions,
        users,
        engaged_sessions,
        key_events,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
