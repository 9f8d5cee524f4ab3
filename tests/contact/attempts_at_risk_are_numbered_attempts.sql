-- The curve must count every numbered attempt exactly once: a lead that is lost on the way to it
-- would make every hazard too large.
with

curve as (
    select sum(at_risk) as attempts
    from {{ ref('rpt_contact_attempt_curve') }}
    where lead_type = 'all'
),

attempts as (
    select count(*) as attempts
    from {{ ref('fct_contact_attempts') }}
    where attempt_number <= {{ var('attempt_curve_limit') }}
)

select curve.attempts as attempts_of_curve, attempts.attempts
from curve
cross join attempts
where coalesce(curve.attempts, 0) <> attempts.attempts
