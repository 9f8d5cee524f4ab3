-- Journeys are cut: within a goal and model a touch is on the journey of one conversion only.
select goal, model, touchpoint_key
from {{ ref('fct_attribution_credits') }}
where touchpoint_key is not null
group by 1, 2, 3
having count(*) > 1
