-- How often does each replicate draw each conversion of the window? Those not drawn are left out.
with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

draws as (
    select * from {{ ref('int_attribution_draws') }}
),

reached as (
    select distinct conversion_hash from {{ ref('int_converting_touches') }}
),

weighted as (
    select
        draws.draw_id,
        conversions.conversion_hash,
        reached.conversion_hash is not null as has_touches,
        conversions.value,
        {{ poisson_weight('conversions.journey_number', 'draws') }} as weight
    from conversions
    inner join draws on conversions.goal = draws.goal
    left join reached on conversions.conversion_hash = reached.conversion_hash
),

final as (
    select *
    from weighted
    where weight > 0
)

select * from final
