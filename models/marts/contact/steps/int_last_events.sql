-- What happened last with each lead that somebody may work today? A contact or a touch.
with

workable as (
    select lead_key from {{ ref('int_worklist_reasons') }}
),

events as (
    select
        lead_key,
        occurred_at,
        case direction when 'inbound' then 'inbound_contact' else 'contact_attempt' end
            as event_type,
        contact_channel as event_channel,
        outcome as event_detail
    from {{ ref('int_attempt_people') }}
    where lead_key is not null
    union all
    select lead_key, occurred_at, touch_type, null, coalesce(asset, page, campaign)
    from {{ ref('int_touchpoints') }}
    -- an opened e-mail may have been opened by a filter
    where lead_key is not null and touch_type <> 'email_open'
),

final as (
    select events.*
    from events
    inner join workable on events.lead_key = workable.lead_key
    qualify row_number() over (
        partition by events.lead_key
        order by events.occurred_at desc, events.event_type, events.event_detail
    ) = 1
)

select * from final
