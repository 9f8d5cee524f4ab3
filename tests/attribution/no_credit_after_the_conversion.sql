-- A touch earns nothing for a conversion that came before it, nor for one older than the look-back.
select conversions.goal, credits.conversion_hash, credits.touchpoint_key
from {{ ref('int_touch_credits') }} as credits
inner join
    {{ ref('int_conversions') }} as conversions
on credits.conversion_hash = conversions.conversion_hash
inner join
    {{ ref('fct_touchpoints') }} as touches
on credits.touchpoint_key = touches.touchpoint_key
where
    {{ local_date('touches.occurred_at') }} > {{ local_date('conversions.converted_at') }}
    or {{ days_between(local_date('touches.occurred_at'), local_date('conversions.converted_at')) }}
    > {{ var('attribution_lookback_days') }}
