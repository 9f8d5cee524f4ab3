-- What did people do of their own accord once we knew them, and after how much silence?
with

people as (
    select lead_key, created_at from {{ ref('int_people') }}
),

touches as (
    select
        touches.lead_key,
        touches.occurred_at,
        touches.touch_type,
        touches.campaign,
        coalesce(touches.asset, touches.page, touches.campaign) as subject,
        people.created_at,
        lag(touches.occurred_at) over (partition by touches.lead_key order by touches.occurred_at, touches.touchpoint_key)
            as previous_touch_at
    from {{ ref('int_touchpoints') }} as touches
    inner join people on touches.lead_key = people.lead_key
    -- an opened e-mail may have been opened by a filter
    where touches.touch_type <> 'email_open'
),

replies as (
    select contacts.lead_key, contacts.occurred_at, contacts.contact_channel
    from {{ ref('int_attempt_people') }} as contacts
    where
        contacts.lead_key is not null and (contacts.direction = 'inbound' or contacts.outcome = 'replied')
        and coalesce(contacts.outcome <> 'opted_out', true)
),

final as (
    select
        lead_key,
        occurred_at,
        touch_type,
        campaign,
        subject,
        {{ days_between(local_date('greatest(coalesce(previous_touch_at, created_at), created_at)'), local_date('occurred_at')) }}
            as silent_days
    from touches
    where occurred_at > created_at
    union all
    select replies.lead_key, replies.occurred_at, 'reply', cast(null as {{ dbt.type_string() }}), replies.contact_channel, 0
    from replies
    inner join people on replies.lead_key = people.lead_key and replies.occurred_at > people.created_at
)

select * from final
