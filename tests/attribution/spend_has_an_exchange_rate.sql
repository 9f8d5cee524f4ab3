-- Spend in a currency without a rate for its month would silently be missing from every return.
-- Add the rate to exchange_rates.csv.
select month, currency, sum(spend_original) as spend_original
from {{ ref('int_marketing_spend') }}
where spend is null and spend_original <> 0
group by 1, 2
