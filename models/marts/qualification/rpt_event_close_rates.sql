-- What share of those who registered for a webinar or event attended and became customers?
-- The guide's closing rate: customers among those who attended ÷ everybody who registered.
{%- set text = dbt.type_string() %}

with

touches as (
    select lead_key, touch_type, nullif(trim(asset), '') as asset, min(occurred_at) as occurred_at
    from {{ ref('int_touchpoints') }}
    where
        lead_key is not null
        and touch_type in ('webinar_registration', 'webinar_attendance', 'event')
    group by 1, 2, 3
),

-- an event's touch is registration and attendance in one: nothing tells them apart
parts as (
    select 'webinar' as kind, asset, lead_key, occurred_at, 'registered' as part
    from touches where touch_type = 'webinar_registration'
    union all
    select 'webinar', asset, lead_key, occurred_at, 'attended'
    from touches
    where touch_type = 'webinar_attendance'
    union all
    select 'event', asset, lead_key, occurred_at, 'registered'
    from touches
    where touch_type = 'event'
    union all
    select 'event', asset, lead_key, occurred_at, 'attended' from touches where touch_type = 'event'
),

people as (
    select
        kind,
        asset,
        lead_key,
        bool_or(part = 'registered') as has_registered,
        min(occurred_at) filter (where part = 'attended') as attended_at
    from (
        select kind, coalesce(asset, '(none)') as asset, lead_key, occurred_at, part from parts
        union all
        select kind, 'all', lead_key, occurred_at, part from parts
    ) as named
    group by 1, 2, 3
),

counts as (
    select
        people.kind,
        people.asset,
        count(*) filter (where people.has_registered) as registered,
        count(*) filter (where people.attended_at is not null) as attended,
        count(*) filter (where people.attended_at is not null and not people.has_registered)
            as attended_unregistered,
        count(*) filter (where people.attended_at is not null and leads.is_customer) as customers,
        count(*) filter (
            where people.attended_at is not null and people.has_registered
            and leads.is_customer and leads.customer_at >= people.attended_at
        ) as customers_after
    from people
    inner join {{ ref('dim_leads') }} as leads on people.lead_key = leads.lead_key
    group by 1, 2
),

final as (
    select
        cast(kind as {{ text }}) as kind,
        cast(asset as {{ text }}) as asset,
        cast(registered as bigint) as registered,
        cast(attended as bigint) as attended,
        cast(attended_unregistered as bigint) as attended_unregistered,
        cast(customers as bigint) as customers,
        cast(customers_after as bigint) as customers_after,
        {{ rate('attended - attended_unregistered', 'registered') }} as attendance_rate,
        {{ rate('customers', 'registered') }} as naive_close_rate,
        {{ rate('customers_after', 'registered') }} as close_rate,
        {{ wilson_lower('customers_after', 'registered') }} as close_rate_lower,
        {{ wilson_upper('customers_after', 'registered') }} as close_rate_upper
    from counts
)

select * from final
