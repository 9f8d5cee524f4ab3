-- Which person is behind a visitor id? The first one that a form, or the record's own id, revealed.
-- An e-mail on a click is no proof: messages are passed on, and somebody else follows the link.
with

touches as (
    select * from {{ ref('stg_touchpoints') }}
    where
        visitor_id is not null
        and (
            lead_id is not null
            or (
                email is not null
                and touch_type in {{ one_of(var("form_touch_types")) }}
            )
        )
),

links as (
    select * from {{ ref('int_touch_links') }}
),

named as (
    select
        touches.source_system,
        touches.visitor_id,
        links.lead_key,
        touches.occurred_at
    from touches
    inner join links on {{ link_hash(['lead_id', 'email'], 'touches') }} = links.link_hash
),

first_times as (
    select source_system, visitor_id, min(occurred_at) as occurred_at
    from named
    group by 1, 2
),

-- two people revealed at the same instant: the smaller key, so that row order decides nothing
final as (
    select named.source_system, named.visitor_id, min(named.lead_key) as lead_key
    from named
    inner join first_times
        on named.source_system = first_times.source_system
        and named.visitor_id = first_times.visitor_id
        and named.occurred_at = first_times.occurred_at
    group by 1, 2
)

select * from final
