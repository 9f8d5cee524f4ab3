-- Journeys are cut: of one goal, a touch is on the journey of one conversion only.
select conversions.goal, credits.touchpoint_key
from {{ ref('int_touch_credits') }} as credits
inner join
    {{ ref('int_conversions') }} as conversions
on credits.conversion_hash = conversions.conversion_hash
group by 1, 2
having count(*) > 1
