-- What is one unit of a currency worth in the reporting currency, month by month?
with

run as (
    select * from {{ ref('run') }}
),

rates as (
    select
        {{ month_start('month') }} as rate_month,
        upper(trim(currency)) as currency,
        rate_to_usd
    from {{ ref('exchange_rates') }}
    where upper(trim(currency)) <> 'USD'
    union all
    -- a dollar is a dollar, whether the seed says so or not
    select distinct {{ month_start('month') }}, 'USD', 1.0
    from {{ ref('exchange_rates') }}
),

final as (
    select
        rates.rate_month,
        rates.currency,
        cast(rates.rate_to_usd as double)
        / cast(reporting.rate_to_usd as double) as rate_to_reporting
    from rates
    cross join run
    inner join rates as reporting
        on rates.rate_month = reporting.rate_month
        and reporting.currency = run.reporting_currency
    where rates.currency <> run.reporting_currency
)

select * from final
