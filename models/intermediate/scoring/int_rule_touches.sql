-- Which touches of known people do rules ask about?
with

activities as (
    select distinct activity, touch_type, asset
    from {{ ref('int_rule_checks') }}
    where kind = 'activity'
),

touches as (
    select lead_key, occurred_at, touch_type, asset
    from {{ ref('int_touchpoints') }}
    where lead_key is not null
),

final as (
    select
        touches.lead_key,
        activities.activity,
        touches.occurred_at
    from touches
    inner join activities
        on touches.touch_type = activities.touch_type
        and (activities.asset is null or lower(trim(touches.asset)) = activities.asset)
)

select * from final
