-- Which pages and assets had customers seen before they bought, and did leads see them as much?
-- Not a cause: who is about to buy looks at more pages.
{%- set months = ["cast(month as " ~ dbt.type_string() ~ ")", "'all'"] %}

with

touches as (
    select kind, name, lead_key, min(occurred_at) as first_seen_at
    from {{ ref('int_asset_touches') }}
    where lead_key is not null
    group by 1, 2, 3
),

-- what sales sends once there is a deal is seen because of the sale, not the other way round
deals_opened as (
    select lead_key, min(ends_at) as opened_at
    from {{ ref('int_conversions') }}
    where goal = 'opportunity' and lead_key is not null
    group by 1
),

customers as (
    select
        new_customers.customer_key,
        new_customers.lead_key,
        new_customers.ends_at,
        coalesce(deals_opened.opened_at, new_customers.ends_at) as opened_at,
        {{ month_start('new_customers.customer_date') }} as month
    from {{ ref('int_new_customers') }} as new_customers
    left join deals_opened on new_customers.lead_key = deals_opened.lead_key
),

leads as (
    select lead_key, {{ month_start('created_date') }} as month
    from {{ ref('int_people') }}
),

-- each customer and lead once in their month and once in `all`
customer_periods as (
    {%- for month in months %}
    select {{ month }} as month, customer_key, lead_key, ends_at, opened_at from customers
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
),

lead_periods as (
    {%- for month in months %}
    select {{ month }} as month, lead_key from leads
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
),

customer_totals as (
    select month, count(*) as customers_total from customer_periods group by 1
),

lead_totals as (
    select month, count(*) as leads_total from lead_periods group by 1
),

views as (
    select
        touches.kind, touches.name, customer_periods.month, count(*) as customers_who_viewed,
        count(case when touches.first_seen_at <= customer_periods.opened_at then 1 end)
            as customers_before_deal,
        0 as leads_who_viewed
    from touches
    inner join customer_periods
        on touches.lead_key = customer_periods.lead_key
        and touches.first_seen_at <= customer_periods.ends_at
    group by 1, 2, 3
    union all
    select touches.kind, touches.name, lead_periods.month, 0, 0, count(*)
    from touches
    inner join lead_periods on touches.lead_key = lead_periods.lead_key
    group by 1, 2, 3
),

summed as (
    select
        views.kind,
        views.name,
        views.month,
        cast(sum(views.customers_who_viewed) as bigint) as customers_who_viewed,
        cast(sum(views.customers_before_deal) as bigint) as customers_before_deal,
        cast(coalesce(max(customer_totals.customers_total), 0) as bigint) as customers_total,
        cast(sum(views.leads_who_viewed) as bigint) as leads_who_viewed,
        cast(coalesce(max(lead_totals.leads_total), 0) as bigint) as leads_total
    from views
    left join customer_totals on views.month = customer_totals.month
    left join lead_totals on views.month = lead_totals.month
    group by 1, 2, 3
),

final as (
    select
        kind,
        name,
        case when kind = 'page' then name end as page,
        case when kind = 'asset' then name end as asset,
        month,
        customers_who_viewed,
        customers_total,
        {{ rate('customers_who_viewed', 'customers_total') }} as share_of_customers,
        {{ wilson_lower('customers_who_viewed', 'customers_total') }} as share_of_customers_lower,
        {{ wilson_upper('customers_who_viewed', 'customers_total') }} as share_of_customers_upper,
        customers_before_deal,
        {{ rate('customers_before_deal', 'customers_total') }} as share_before_deal,
        {{ wilson_lower('customers_before_deal', 'customers_total') }} as share_before_deal_lower,
        {{ wilson_upper('customers_before_deal', 'customers_total') }} as share_before_deal_upper,
        leads_who_viewed,
        leads_total,
        {{ rate('leads_who_viewed', 'leads_total') }} as share_of_leads,
        {{ wilson_lower('leads_who_viewed', 'leads_total') }} as share_of_leads_lower,
        {{ wilson_upper('leads_who_viewed', 'leads_total') }} as share_of_leads_upper,
        {{ rate(
            '(customers_who_viewed * 1e0 / nullif(customers_total, 0))',
            '(leads_who_viewed * 1e0 / nullif(leads_total, 0))'
        ) }} as lift
    from summed
)

select * from final
