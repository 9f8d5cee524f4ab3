-- How many journeys of each draw met exactly which set of channels, and how many converted?
-- A game over many channels is costly; then fewer replicates are played (always the data's own).
with

draws as (
    select draws.*, seats.seat_count
    from {{ ref('int_attribution_draws') }} as draws
    cross join (
        select max(seat_bit) + 1 as seat_count from {{ ref('int_attribution_channels') }}
    ) as seats
    where draws.replicate * power(2, seats.seat_count) <= {{ var('attribution_shapley_cells') }}
),

conversion_sets as (
    select conversion_hash, bit_or(cast(1 as bigint) << seat_bit) as channel_set
    from {{ ref('int_converting_touches') }}
    group by 1
),

conversion_weights as (
    select * from {{ ref('int_conversion_weights') }} where has_touches
),

null_sets as (
    select * from {{ ref('int_null_channel_sets') }}
),

null_weights as (
    select * from {{ ref('int_null_weights') }}
),

counted as (
    select
        weights.draw_id,
        sets.channel_set,
        sum(weights.weight) as conversions,
        sum(weights.weight) as journeys,
        sum(weights.value * weights.weight) as value
    from conversion_weights as weights
    inner join conversion_sets as sets on weights.conversion_hash = sets.conversion_hash
    group by 1, 2
    union all
    select
        weights.draw_id, sets.channel_set, 0e0,
        sum(sets.journey_count * weights.weight), cast(null as double)
    from null_sets as sets
    inner join null_weights as weights
        on sets.goal = weights.goal and sets.journey_group = weights.journey_group
    group by 1, 2
),

final as (
    select
        counted.draw_id,
        counted.channel_set,
        draws.seat_count,
        sum(counted.conversions) as conversions,
        sum(counted.journeys) as journeys,
        -- intervals are of conversions; the money game is played on the data alone
        sum(case when draws.replicate = 0 then counted.value end) as value
    from counted
    inner join draws on counted.draw_id = draws.draw_id
    group by 1, 2, 3
)

select * from final
