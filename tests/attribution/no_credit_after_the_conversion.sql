-- A touch earns nothing for a conversion that came before it, nor for one older than the look-back.
select conversions.goal, touches.conversion_hash, touches.touchpoint_key
from {{ ref('int_converting_touches') }} as touches
inner join
    {{ ref('int_conversions') }} as conversions
on touches.conversion_hash = conversions.conversion_hash
where
    {{ local_date('touches.occurred_at') }} > {{ local_date('conversions.converted_at') }}
    or {{ days_between(local_date('touches.occurred_at'), local_date('conversions.converted_at')) }}
    > {{ var('attribution_lookback_days') }}
