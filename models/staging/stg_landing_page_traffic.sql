{{ config(materialized="view") }}
-- Visits by the page on which they began, of the fullest report that tells it. The same visits as
-- in stg_web_traffic, seen otherwise: never add the two. For questions about landing pages only.
with

source as (
    {{ reports_in_force('landing_pages') | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as traffic_date,
        last_day > first_day as is_range_total,
        {{ page_address('landing_page') }} as landing_page,
        coalesce(channel, first_user_channel) as channel_as_given,
        source,
        medium,
        {{ without_addresses('campaign') }} as campaign,

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
