-- Why: every published rate stands on these bounds. Hand-computed: 3 of 40, 0 of 50, all of 5.
with cases as (
    select 3 as successes, 40 as cases, 0.025836 as lower_bound, 0.198642 as upper_bound
    union all
    select 0, 50, 0.0, 0.071348
    union all
    select 5, 5, 0.565518, 1.0
)

select *
from cases
where
    abs({{ wilson_lower('successes', 'cases') }} - lower_bound) > 0.000001
    or abs({{ wilson_upper('successes', 'cases') }} - upper_bound) > 0.000001
