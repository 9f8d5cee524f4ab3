-- How many episodes went the same way? All counts of the curve, and its bootstrap, follow from
-- these few thousand rows, however many leads there are.
{%- set limit = var('attempt_curve_limit') %}

select
    lead_type,
    fit_band,
    least(attempts, {{ limit }}) as attempts,
    case when attempts > {{ limit }} then 'gave_up' else exit_kind end as exit_kind,
    is_mature and attempts <= {{ limit }} as is_mature,
    is_win and attempts <= {{ limit }} as is_win,
    is_customer,
    cast(count(*) as bigint) as leads
from {{ ref('int_attempt_exits') }}
group by 1, 2, 3, 4, 5, 6, 7
