-- What did known leads do that their rep should hear about today? Per lead, day and alert: the
-- first event that set it off.
with

touches as (
    select * from {{ ref('int_known_touches') }}
),

rules as (
    select * from {{ ref('alert_rules') }}
),

people as (
    select * from {{ ref('int_people') }}
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
            when 'came_back' then touches.touch_type <> 'reply' and touches.silent_days >= coalesce(rules.days_silent, 1)
            when 'pricing_view' then touches.touch_type = 'pricing_view'
            when 'demo_request' then touches.touch_type = 'demo_request'
            when 'download' then touches.touch_type = 'download'
            when 'campaign_answer' then
                touches.touch_type in ('email_click', 'reply')
                or (
                    touches.campaign is not null
                    and touches.touch_type in ('{{ var("form_touch_types") | join("', '") }}', 'ad_click')
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
