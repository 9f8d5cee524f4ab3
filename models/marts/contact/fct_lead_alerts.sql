-- What did known leads do that their rep should hear about today? Per lead, day and alert: the
-- first event that set it off.
with

rules as (
    select * from {{ ref('alert_rules') }}
),

people as (
    select * from {{ ref('int_people') }}
),

replies as (
    select contacts.lead_key, contacts.occurred_at, contacts.contact_channel
    from {{ ref('int_attempt_people') }} as contacts
    where
        contacts.lead_key is not null
        and (contacts.direction = 'inbound' or contacts.outcome = 'replied')
        and coalesce(contacts.outcome <> 'opted_out', true)
),

known_touches as (
    select
        touches.lead_key,
        touches.occurred_at,
        touches.touch_type,
        touches.campaign,
        coalesce(touches.asset, touches.page, touches.campaign) as subject,
        people.created_at,
        lag(touches.occurred_at)
            over (
                partition by touches.lead_key order by touches.occurred_at, touches.touchpoint_key
            ) as previous_touch_at
    from {{ ref('int_touchpoints') }} as touches
    inner join people on touches.lead_key = people.lead_key
    -- an opened e-mail may have been opened by a filter
    where touches.touch_type <> 'email_open'
),

touches as (
    select
        lead_key,
        occurred_at,
        touch_type,
        campaign,
        subject,
        {{ days_between(
            local_date('greatest(coalesce(previous_touch_at, created_at), created_at)'),
            local_date('occurred_at')
        ) }} as silent_days
    from known_touches
    where occurred_at > created_at
    union all
    select
        replies.lead_key,
        replies.occurred_at,
        'reply',
        cast(null as {{ dbt.type_string() }}),
        replies.contact_channel,
        0
    from replies
    inner join people
        on replies.lead_key = people.lead_key and replies.occurred_at > people.created_at
),

matches as (
    select
        touches.lead_key,
        {{ local_date('touches.occurred_at') }} as day,
        rules.alert_id,
        rules.event,
        touches.occurred_at,
        concat_ws(': ', touches.touch_type, touches.subject) as description
    from touches
    inner join rules
        on case rules.event
            -- came back by themselves, after the days of silence that the rule asks for
            when
                'came_back'
                then
                    touches.touch_type <> 'reply'
                    and touches.silent_days >= coalesce(rules.days_silent, 1)
            when 'pricing_view' then touches.touch_type = 'pricing_view'
            when 'demo_request' then touches.touch_type = 'demo_request'
            when 'download' then touches.touch_type = 'download'
            when 'campaign_answer' then
                touches.touch_type in ('email_click', 'reply')
                or (
                    touches.campaign is not null
                    and touches.touch_type in {{ one_of(var("form_touch_types") + ["ad_click"]) }}
                )
        end
),

final as (
    select
        matches.lead_key,
        matches.day,
        matches.alert_id,
        matches.event,
        matches.occurred_at,
        people.owner,
        matches.description
    from matches
    inner join people on matches.lead_key = people.lead_key
    qualify row_number() over (
        partition by matches.lead_key, matches.day, matches.alert_id
        order by matches.occurred_at, matches.description
    ) = 1
)

select * from final
