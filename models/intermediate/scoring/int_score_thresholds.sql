-- From how many points on are fit and interest high? The definition in force says so, or the vars.
select
    coalesce(max(fit_threshold), {{ var('fit_high_points') }}) as fit_threshold,
    coalesce(max(interest_threshold), {{ var('interest_high_points') }}) as interest_threshold
from {{ ref('int_definitions_in_force') }} as in_force
inner join {{ ref('run') }} as run
    on in_force.in_force_from <= run.as_of
    and (in_force.in_force_until is null or in_force.in_force_until > run.as_of)
