-- Which person is behind a visitor id? The first one that a touch with a name revealed.
with

touches as (
    select * from {{ ref('stg_touchpoints') }}
    where visitor_id is not null and (lead_id is not null or email is not null)
),

links as (
    {{ resolved_links(ref('stg_touchpoints'), ['lead_id', 'email']) | indent(4) }}
),

final as (
    select
        touches.source_system,
        touches.visitor_id,
        links.lead_key
    from touches
    inner join links on {{ link_hash(['lead_id', 'email'], 'touches') }} = links.link_hash
    qualify row_number() over (
        partition by touches.source_system, touches.visitor_id
        order by touches.occurred_at, touches.touchpoint_key
    ) = 1
)

select * from final
