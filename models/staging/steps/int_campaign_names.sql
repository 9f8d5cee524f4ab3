-- What is each advertising campaign called now? Its id stays when its name changes.
-- A name without an id is the campaign's that has carried it, if only one has.
with

named as (
    select
        exported.report_scope,
        {{ plain_id('exported.campaign_id') }} as campaign_id,
        {{ plain_word('exported.campaign') }} as name,
        exported.campaign,
        min(files.file_rank) as file_rank,
        max(exported.last_day) as last_day
    from {{ report_rows('ad_spend', 'exported') | indent(4) }}
    inner join {{ ref('int_report_files') }} as files
        on exported.report_scope = files.report_scope
        and exported._file = files.file
        and files.topic = 'ad_spend'
    where exported.campaign is not null and {{ plain_id('exported.campaign_id') }} is not null
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

final as (
    select report_scope, concat('id|', campaign_id) as campaign_key, campaign
    from newest
    union all
    select carried.report_scope, concat('name|', carried.name), newest.campaign
    from carried
    inner join newest
        on carried.report_scope = newest.report_scope and carried.campaign_id = newest.campaign_id
)

select * from final
