-- Why: an amount without a rate is left out of every sum; a number that silently lacks deals
-- cannot be trusted. Remedy: add the currency and month to exchange_rates.csv.
select
    currency,
    rate_month as month,
    count(*) as opportunities,
    'add this currency and month to exchange_rates.csv' as remedy
from {{ ref('int_opportunities') }}
where amount_original is not null and amount is null
group by 1, 2
