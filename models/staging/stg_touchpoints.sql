{{ config(materialized='view') }}

-- A view, unlike the rest of staging: its few readers need few columns each, and writing every
-- touch twice costs more.

with

source as (
    {{ current_versions(
        'touchpoints', key=[touch_identity()], repeated=ref('stg_repeated_touchpoints')
    ) | indent(4) }}
),

renamed as (
    select
        -- ids
        concat_ws('|', _source_system, {{ touch_identity() }}) as touchpoint_key,
        _source_system as source_system,
        lead_id,
        -- may be a list: each address is normalised where it is looked up
        lower(trim(email)) as email,
        visitor_id,
        click_id,

        -- touch
        type as touch_type,
        channel as channel_as_given,
        {{ source_or_page('page') }} as source,
        {{ medium_or_page('page') }} as medium,
        {{ without_addresses(campaign_or_page('page')) }} as campaign,
        {{ page_address('page') }} as page,
        {{ without_addresses('asset') }} as asset,

        -- timestamps
        {{ known_time('occurred_at', 'source') }} as occurred_at,
        occurred_at_is_date_only,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
