-- Whose is each exported touch, and through which channel did it come?
-- A touch without lead or e-mail is its visitor's, once one of the visitor's forms named
-- somebody; until then lead_key is null and the visitor stands for itself.
with

touches as (
    select * from {{ ref('stg_touchpoints') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

-- resolved once per combination of lead id and e-mail, however many touches share it
links as (
    {{ resolved_links(ref('stg_touchpoints'), ['lead_id', 'email']) | indent(4) }}
),

linked as (
    select touches.*, links.lead_key as linked_lead_key
    from touches
    left join links on {{ link_hash(['lead_id', 'email'], 'touches') }} = links.link_hash
),

-- The person behind a visitor id: the first one that a form, or the record's own id, revealed.
-- An e-mail on a click is no proof: messages are passed on, and somebody else follows the link.
-- Of two people revealed at the same instant the smaller key, so that row order decides nothing.
visitors as (
    select
        touches.source_system,
        touches.visitor_id,
        min_by(links.lead_key, (touches.occurred_at, links.lead_key)) as lead_key
    from touches
    inner join links on {{ link_hash(['lead_id', 'email'], 'touches') }} = links.link_hash
    where
        touches.visitor_id is not null
        and (
            touches.lead_id is not null
            or (
                touches.email is not null
                and touches.touch_type in {{ one_of(var("form_touch_types")) }}
            )
        )
    group by 1, 2
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
