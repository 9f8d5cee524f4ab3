-- Whose is each exported touch, and through which channel did it come?
-- A touch without lead or e-mail is its visitor's, once one of the visitor's forms named
-- somebody; until then lead_key is null and the visitor stands for itself.
with

touches as (
    select * from {{ ref('stg_touchpoints') }}
),

links as (
    select * from {{ ref('int_touch_links') }}
),

linked as (
    select touches.*, links.lead_key as linked_lead_key
    from touches
    left join links on {{ link_hash(['lead_id', 'email'], 'touches') }} = links.link_hash
),

visitors as (
    select * from {{ ref('int_visitor_people') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

final as (
    select
        linked.touchpoint_key,
        coalesce(linked.linked_lead_key, visitors.lead_key) as lead_key,
        linked.visitor_id,
        linked.occurred_at,
        linked.occurred_at_is_date_only,
        linked.touch_type,
        origins.channel,
        linked.source,
        linked.medium,
        linked.campaign,
        linked.page,
        linked.asset,
        linked.source_file,
        linked.source_row
    from linked
    left join visitors
        on linked.visitor_id = visitors.visitor_id
        and linked.source_system = visitors.source_system
    left join origins
        on {{ origin_hash(
            'linked.source_system', 'linked.channel_as_given', 'linked.source',
            'linked.medium', 'linked.campaign'
        ) }}
        = origins.origin_hash
)

select * from final
