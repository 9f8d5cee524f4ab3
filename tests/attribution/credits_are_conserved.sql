-- For every goal and model the credits sum to the conversions of the window, and to their value.
with

conversions as (
    select goal, count(*) as conversions, sum(cast(value as double)) as value
    from {{ ref('int_conversions') }}
    where is_in_window
    group by 1
),

credited as (
    select goal, model, sum(conversions) as conversions, sum(value) as value
    from {{ ref('rpt_channel_attribution') }}
    group by 1, 2
)

select
    credited.goal, credited.model,
    conversions.conversions as expected_conversions, credited.conversions,
    conversions.value as expected_value, credited.value
from credited
left join conversions on credited.goal = conversions.goal
where
    abs(credited.conversions - coalesce(conversions.conversions, 0)) > 1e-6
    or abs(coalesce(credited.value, 0) - coalesce(conversions.value, 0))
    > 1e-6 * greatest(1, coalesce(conversions.value, 0))
