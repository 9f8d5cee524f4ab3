-- What happened in each month at each page and asset, as far as single touches and people show?
with

touches as (
    select * from {{ ref('int_asset_touches') }} where not is_implied
),

contacts as (
    select * from {{ ref('int_contact_assets') }}
),

customers as (
    select * from {{ ref('int_conversions') }} where goal = 'customer' and lead_key is not null
),

events as (
    select
        kind, name, {{ month_start(local_date('occurred_at')) }} as month,
        count(*) as views,
        sum(cast(is_submission as int)) as submissions,
        0 as new_contacts, 0 as customers, cast(0 as decimal(18, 2)) as revenue
    from touches
    group by 1, 2, 3
    union all
    select kind, name, {{ month_start(local_date('contact_at')) }}, 0, 0, count(*), 0, 0
    from contacts
    group by 1, 2, 3
    union all
    select contacts.kind, contacts.name, customers.month, 0, 0, 0, count(*), sum(customers.value)
    from customers
    inner join contacts on customers.lead_key = contacts.lead_key
    group by 1, 2, 3
),

final as (
    select
        kind,
        name,
        month,
        cast(sum(views) as bigint) as views,
        cast(sum(submissions) as bigint) as submissions,
        cast(sum(new_contacts) as bigint) as new_contacts,
        cast(sum(customers) as bigint) as customers,
        cast(sum(revenue) as decimal(18, 2)) as revenue
    from events
    group by 1, 2, 3
)

select * from final
