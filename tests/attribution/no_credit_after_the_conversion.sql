-- A touch earns nothing for a conversion that came before it, nor for one older than the look-back.
select credits.goal, credits.conversion_key, credits.touchpoint_key
from {{ ref('fct_attribution_credits') }} as credits
inner join {{ ref('fct_touchpoints') }} as touches on credits.touchpoint_key = touches.touchpoint_key
where
    {{ local_date('touches.occurred_at') }} > {{ local_date('credits.converted_at') }}
    or {{ days_between(local_date('touches.occurred_at'), local_date('credits.converted_at')) }}
    > {{ var('attribution_lookback_days') }}
