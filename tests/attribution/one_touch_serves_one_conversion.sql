-- Journeys are cut: of one goal, a touch is on the journey of one conversion only.
select goal, touchpoint_key
from {{ ref('int_touch_credits') }}
group by 1, 2
having count(*) > 1
