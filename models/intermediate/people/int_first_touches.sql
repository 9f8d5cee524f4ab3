-- What was each person's first exported touch? Only asked for where a rule wants to know.
with

asked as (
    select count(*) as rules
    from {{ ref('lead_type_rules') }}
    where field like 'first_touch.%'
),

touches as (
    select touches.*
    from {{ ref('int_touchpoints') }} as touches
    inner join asked on asked.rules > 0
    where touches.lead_key is not null
),

first_times as (
    select lead_key, min(occurred_at) as occurred_at
    from touches
    group by 1
),

final as (
    select
        touches.lead_key,
        touches.touch_type,
        touches.channel,
        touches.source,
        touches.medium,
        touches.campaign,
        touches.page,
        touches.asset
    from touches
    inner join first_times
        on touches.lead_key = first_times.lead_key
        and touches.occurred_at = first_times.occurred_at
    qualify row_number() over (partition by touches.lead_key order by touches.touchpoint_key) = 1
)

select * from final
