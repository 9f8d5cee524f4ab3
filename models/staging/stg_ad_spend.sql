with

source as (
    {{ current_versions(
        'ad_spend',
        key=[
            'date', 'date_end', 'platform', 'channel', 'source', 'medium', 'campaign', 'ad_group',
            'currency',
        ],
        event_time='date',
        is_date=true
    ) | indent(4) }}
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as spend_date,
        coalesce(date_end, date) > date as is_range_total,
        platform,
        channel as channel_as_given,
        -- spend is paid by definition: its platform speaks where source and medium are empty;
        -- a row that names no origin at all stays without one
        coalesce(source, platform) as source,
        case
            when channel is null and medium is null and coalesce(source, platform) is not null then 'cpc'
            else medium
        end as medium,
        {{ without_addresses('campaign') }} as campaign,
        ad_group,

        -- numbers
        cost as cost_original,
        upper(trim(currency)) as currency,
        impressions,
        clicks,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
