-- KPIs of what a new customer costs, by month.
-- Cost: advertising, other marketing costs, and what sales' contacts cost. It is set against the
-- customers of a sales cycle later (methods 12), because they were worked then.
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

won as (
    select * from {{ ref('fct_opportunities') }}
    where is_won and closed_date >= created_date and opportunity_type = 'new'
),

-- whole months of the median cycle of the year up to the month's last day
cycles as (
    select
        months.month,
        coalesce(cast(round(
            {{ quantile(days_between('won.created_date', 'won.closed_date'), 0.5) }}
            / {{ days_per_month() }}
        ) as int), 0) as lag_months
    from months
    left join won
        on won.closed_date <= months.last_date
        and won.closed_date > {{ dbt.dateadd('month', -12, 'months.last_date') }}
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
    inner join cycles on months.month = cycles.month
    left join customers on months.month = customers.month
    left join monthly_costs as same
        on months.month = same.month
        and same.month in (select month from marketing_months)
    left join monthly_costs as lagged
        on lagged.month
        = cast({{ dbt.dateadd('month', '-cycles.lag_months', 'months.month') }} as date)
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
