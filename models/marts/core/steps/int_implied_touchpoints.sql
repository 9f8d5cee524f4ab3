-- Which touches do the records themselves prove, where no export of touches shows them?
-- A record names the channel it came through; its newest source names another.
with

people as (
    select * from {{ ref('int_person_records') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join people on leads.record_key = people.record_key
),

created as (
    select
        concat('created|', leads.record_key) as touchpoint_key,
        leads.lead_key,
        leads.created_at as occurred_at,
        origins.channel,
        leads.source,
        leads.medium,
        leads.campaign,
        leads.landing_page as page,
        leads.source_file,
        leads.source_row
    from leads
    inner join origins
        on {{ origin_hash(
            'leads.source_system', 'leads.channel_as_given', 'leads.source', 'leads.medium',
            'leads.campaign'
        ) }}
        = origins.origin_hash
    where origins.is_given
),

-- The newest source has no date of its own, so it stands beside the first, after it.
latest as (
    select
        concat('latest|', leads.record_key) as touchpoint_key,
        leads.lead_key,
        leads.created_at as occurred_at,
        origins.channel,
        leads.latest_source as source,
        null as medium,
        null as campaign,
        null as page,
        leads.source_file,
        leads.source_row
    from leads
    inner join origins
        on {{ origin_hash('leads.source_system', 'null', 'leads.latest_source', 'null', 'null') }}
        = origins.origin_hash
    where leads.latest_source is not null
),

implied as (
    select * from created
    union all
    select latest.*
    from latest
    left join created
        on latest.lead_key = created.lead_key
        and latest.occurred_at = created.occurred_at
        and latest.channel = created.channel
    where created.lead_key is null
),

-- an exported touch of the same channel within a day already shows it
shown as (
    select distinct implied.touchpoint_key
    from implied
    inner join {{ ref('int_touchpoints') }} as touches
        on implied.lead_key = touches.lead_key and implied.channel = touches.channel
    where
        touches.occurred_at >= implied.occurred_at - interval 1 day
        and touches.occurred_at <= implied.occurred_at + interval 1 day
),

final as (
    select implied.*
    from implied
    left join shown on implied.touchpoint_key = shown.touchpoint_key
    where shown.touchpoint_key is null
)

select * from final
