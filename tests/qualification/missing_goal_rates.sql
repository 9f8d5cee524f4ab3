-- Why: a quota or target without a rate gives no goal, and marketing would be held to nothing.
-- Remedy: add the currency and month to exchange_rates.csv.
with

amounts as (
    select month, currency, quota as amount from {{ ref('sales_quotas') }}
    union all
    select month, currency, mql_value_target from {{ ref('marketing_targets') }}
)

select
    amounts.currency,
    {{ month_start('amounts.month') }} as month,
    count(*) as rows_of_settings,
    'add this currency and month to exchange_rates.csv' as remedy
from amounts
cross join {{ ref('run') }} as run
left join {{ ref('int_currency_rates') }} as rates
    on amounts.currency = rates.currency
    and {{ month_start('amounts.month') }} = rates.rate_month
where
    amounts.amount is not null
    and amounts.currency <> run.reporting_currency
    and rates.rate_to_reporting is null
    -- a plan may reach further than the rates do
    and {{ month_start('amounts.month') }} <= run.as_of
group by 1, 2
