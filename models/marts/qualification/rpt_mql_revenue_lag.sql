{{ config(schema="sla") }}
-- When does the money of a month's MQLs arrive? The share of each later month is that of all mature
-- MQLs together; a month's MQLs at their value, spread by these shares, are what to expect.
with

run as (
    select * from {{ ref('run') }}
),

cohort as (
    select * from {{ ref('int_mql_cohort') }} where is_customer
),

maturities as (
    select max(maturity_days) as maturity_days from {{ ref('int_mql_cohort') }}
),

deals as (
    select
        {{ month_start('cohort.mql_date') }} as mql_month,
        {{ dbt.datediff('cohort.mql_date', 'deals.closed_date', 'month') }} as months_later,
        deals.amount
    from cohort
    inner join {{ ref('fct_opportunities') }} as deals on cohort.lead_key = deals.lead_key
    where
        deals.is_won
        and {{ days_between('cohort.mql_date', 'deals.closed_date') }}
        between 0 and cohort.maturity_days
),

revenues as (
    select mql_month, months_later, sum(amount) as revenue from deals group by 1, 2
),

shares as (
    select
        numbers.number as months_later,
        coalesce(sum(revenues.revenue), 0) as revenue
    from (select max(months_later) as last_month from deals) as bounds
    cross join lateral ({{ number_rows(0, 'bounds.last_month') }}) as numbers
    left join revenues on numbers.number = revenues.months_later
    group by 1
),

mqls as (
    select
        {{ month_start('delivered.day') }} as mql_month,
        sum(delivered.mqls) as mqls,
        {{ exact_sum('delivered.mqls * mql_worth.mql_value', decimals=9) }} as mql_value
    from {{ ref('int_marketing_deliveries') }} as delivered
    left join {{ ref('int_mql_worth') }} as mql_worth
        on delivered.lead_type = mql_worth.lead_type
    where delivered.mqls > 0
    group by 1
),

spread as (
    select
        mqls.mql_month,
        cast(shares.months_later as bigint) as months_later,
        cast(
            {{ dbt.dateadd('month', 'cast(shares.months_later as int)', 'mqls.mql_month') }}
            as date
        ) as revenue_month,
        mqls.mqls,
        mqls.mql_value,
        cast(shares.revenue as double)
        / nullif(cast(sum(shares.revenue) over (partition by mqls.mql_month) as double), 0)
            as share
    from mqls
    cross join shares
),

final as (
    select
        spread.mql_month,
        spread.months_later,
        spread.revenue_month,
        cast(spread.mqls as bigint) as mqls,
        -- MQLs that are not all mature have no revenue to compare
        case
            when
                {{ days_between(dbt.last_day('spread.mql_month', 'month'), 'run.as_of') }}
                >= maturities.maturity_days
                then cast(coalesce(revenues.revenue, 0) as decimal(18, 2))
        end as revenue,
        {{ published('spread.share') }} as share,
        cast(round(spread.mql_value * spread.share, 2) as decimal(18, 2)) as expected_revenue,
        cast(
            round({{ exact_sum(
                'spread.mql_value * spread.share', over='(partition by spread.revenue_month)',
                decimals=9
            ) }}, 2)
            as decimal(18, 2)
        ) as expected_in_month
    from spread
    cross join run
    cross join maturities
    left join revenues
        on spread.mql_month = revenues.mql_month
        and spread.months_later = revenues.months_later
)

select * from final
