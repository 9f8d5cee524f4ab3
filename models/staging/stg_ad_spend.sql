with

exported as (
    {{ reports_in_force('ad_spend') | indent(4) }}
),

campaign_names as (
    select * from {{ ref('int_campaign_names') }}
),

source as (
    select
        exported.*,
        coalesce(campaign_names.campaign, exported.campaign, exported.campaign_id) as campaign_name
    from exported
    left join campaign_names
        on exported.report_scope = campaign_names.report_scope
        and {{ campaign_key('exported.campaign_id', 'exported.campaign') }}
        = campaign_names.campaign_key
),

renamed as (
    select
        -- dimensions
        _source_system as source_system,
        date as spend_date,
        last_day > first_day as is_range_total,
        platform,
        channel as channel_as_given,
        -- spend is paid by definition: its platform speaks where source and medium are empty;
        -- a row that names no origin at all stays without one
        coalesce(source, platform) as source,
        case
            when
                channel is null and medium is null and coalesce(source, platform) is not null
                then 'cpc'
            else medium
        end as medium,
        {{ without_addresses('campaign_name') }} as campaign,
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
