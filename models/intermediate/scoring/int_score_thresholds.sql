-- From how many points on are fit and interest high? The current definition says so, or the vars.
select
    coalesce(max(fit_threshold), {{ var('fit_high_points') }}) as fit_threshold,
    coalesce(max(interest_threshold), {{ var('interest_high_points') }}) as interest_threshold
from {{ ref('mql_definitions') }}
where is_current
