with

exported as (
    {{ reports_in_force('ad_spend') | indent(4) }}
),

report_files as (
    select * from {{ ref('int_report_files') }} where topic = 'ad_spend'
),

-- What each campaign is called now: its id stays when its name changes. A name without an id is
-- the campaign's that has carried it, if only one has.
named as (
    select
        told.report_scope,
        {{ plain_id('told.campaign_id') }} as campaign_id,
        {{ plain_word('told.campaign') }} as name,
        told.campaign,
        min(report_files.file_rank) as file_rank,
        max(told.last_day) as last_day
    from {{ report_rows('ad_spend', 'told') | indent(4) }}
    inner join report_files
        on told.report_scope = report_files.report_scope
        and told._file = report_files.file
    where told.campaign is not null and {{ plain_id('told.campaign_id') }} is not null
    group by 1, 2, 3, 4
),

newest as (
    select report_scope, campaign_id, campaign
    from named
    qualify row_number() over (
        partition by report_scope, campaign_id order by file_rank, last_day desc, campaign
    ) = 1
),

carried as (
    select report_scope, name, min(campaign_id) as campaign_id
    from named
    group by 1, 2
    having min(campaign_id) = max(campaign_id)
),

campaign_names as (
    select report_scope, concat('id|', campaign_id) as campaign_key, campaign
    from newest
    union all
    select carried.report_scope, concat('name|', carried.name), newest.campaign
    from carried
    inner join newest
        on carried.report_scope = newest.report_scope and carried.campaign_id = newest.campaign_id
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
