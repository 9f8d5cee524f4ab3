-- What happened in each month at each page and asset, as far as single touches and people show?
-- A person became a contact through the landing page of the record, and through the asset of the
-- first form, if one came before the record or on its day: who downloads something later was a
-- contact already.
with

people as (
    select * from {{ ref('int_people') }}
),

first_forms as (
    select forms.lead_key, forms.name, people.created_at as contact_at
    from {{ ref('int_asset_touches') }} as forms
    inner join people on forms.lead_key = people.lead_key
    where
        forms.is_submission
        and forms.kind = 'asset'
        and {{ local_date('forms.occurred_at') }} <= people.created_date
    qualify row_number() over (
        partition by forms.lead_key order by forms.occurred_at, forms.touchpoint_key
    ) = 1
),

contacts as (
    select lead_key, 'page' as kind, landing_page as name, created_at as contact_at
    from people
    where nullif(trim(landing_page), '') is not null
    union all
    select lead_key, 'asset', name, contact_at
    from first_forms
),

-- every new deal is revenue; the first one of a customer makes the customer
purchases as (
    select
        conversions.lead_key,
        conversions.month,
        conversions.value,
        cast(new_customers.conversion_key is not null as int) as is_new_customer
    from {{ ref('int_conversions') }} as conversions
    left join {{ ref('int_new_customers') }} as new_customers
        on conversions.conversion_key = new_customers.conversion_key
    where conversions.goal = 'customer' and conversions.lead_key is not null
),

events as (
    select
        kind, name, {{ month_start(local_date('occurred_at')) }} as month,
        -- the form on a page is no second view of it; where tools export forms only, each took one
        greatest(sum(cast(not is_submission as int)), sum(cast(is_submission as int))) as views,
        sum(cast(is_submission as int)) as submissions,
        0 as new_contacts, 0 as customers, cast(0 as decimal(18, 2)) as revenue
    from {{ ref('int_asset_touches') }}
    where not is_implied
    group by 1, 2, 3
    union all
    select kind, name, {{ month_start(local_date('contact_at')) }}, 0, 0, count(*), 0, 0
    from contacts
    group by 1, 2, 3
    union all
    select
        contacts.kind,
        contacts.name,
        purchases.month,
        0,
        0,
        0,
        sum(purchases.is_new_customer),
        sum(purchases.value)
    from purchases
    inner join contacts on purchases.lead_key = contacts.lead_key
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
