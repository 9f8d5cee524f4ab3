-- Under every rule, a conversion is given away once: no more, no less, and never in part negative.
select goal, conversion_key, model, sum(credit) as credit
from {{ ref('fct_attribution_credits') }}
group by 1, 2, 3
having abs(sum(credit) - 1) > 1e-6 or min(credit) < 0
