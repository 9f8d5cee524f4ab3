-- KPIs of what a new customer costs, by month.
-- Cost: advertising, other marketing costs, and what sales' contacts cost. It is set against the
-- customers of a sales cycle later, because they were worked then.
with

months as (
    select * from {{ ref('int_kpi_months') }}
),

costs as (
    select month, spend as cost from {{ ref('int_marketing_spend') }}
    union all
    select month, numerator from {{ ref('int_kpi_followup') }}
    where kpi_id = 'cost_per_managed_lead' and segment_name = 'all'
),

monthly_costs as (
    select month, {{ exact_sum('cost', decimals=6) }} as cost from costs group by 1
),

marketing_months as (
    select distinct month from {{ ref('int_marketing_spend') }}
),

customers as (
    select {{ month_start('customer_date') }} as month, count(*) as customers
    from {{ ref('int_new_customers') }}
    group by 1
),

acquired as (
    select
        months.month,
        'all' as segment_name,
        'all' as segment_value,
        months.is_partial,
        coalesce(customers.customers, 0) as customers,
        same.cost as same_cost,
        lagged.cost as lagged_cost
    from months
    left join customers on months.month = customers.month
    left join monthly_costs as same
        on months.month = same.month
        and same.month in (select month from marketing_months)
    left join monthly_costs as lagged
        on months.cost_month = lagged.month
        and lagged.month in (select month from marketing_months)
    where months.month >= (select min(month) from customers)
),

final as (
    {{ kpi_rows('acquired', [
        {'id': 'customer_acquisition_cost', 'ratio': ['lagged_cost', 'customers'],
         'where': 'lagged_cost is not null'},
        {'id': 'customer_acquisition_cost_same_period', 'ratio': ['same_cost', 'customers'],
         'where': 'same_cost is not null'},
    ]) | indent(4) }}
)

select * from final
