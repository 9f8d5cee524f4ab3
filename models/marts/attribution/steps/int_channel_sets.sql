-- How many journeys of each draw met exactly which set of channels, and how many converted?
-- A set is a bit per seat. A game over many channels is costly; then fewer replicates are played
-- (always the data's own).
with

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

draws as (
    select draws.*, seats.seat_count
    from {{ ref('int_attribution_draws') }} as draws
    cross join (select max(seat_bit) + 1 as seat_count from channels) as seats
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

touches as (
    select * from {{ ref('int_touch_sequence') }}
),

tails as (
    select * from {{ ref('int_person_tails') }}
),

null_weights as (
    select * from {{ ref('int_null_weights') }}
),

null_journeys as (
    {%- for goal in attribution_goals() %}
    select '{{ goal }}' as goal, tails.journey_group, bit_or(1 << channels.seat_bit) as channel_set
    from touches
    inner join tails on touches.person_hash = tails.person_hash
    inner join channels on touches.channel_id = channels.channel_id
    where touches.occurred_at >= tails.{{ goal }}_starts_at
    group by touches.person_hash, tails.journey_group
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

null_sets as (
    select goal, journey_group, channel_set, count(*) as journey_count
    from null_journeys
    group by 1, 2, 3
),

counted as (
    select
        weights.draw_id,
        sets.channel_set,
        sum(weights.weight) as conversions,
        0 as null_journeys,
        sum(weights.value * weights.weight) as value
    from conversion_weights as weights
    inner join conversion_sets as sets on weights.conversion_hash = sets.conversion_hash
    group by 1, 2
    union all
    select
        weights.draw_id, sets.channel_set, 0,
        sum(sets.journey_count * weights.weight), null
    from null_sets as sets
    inner join null_weights as weights
        on sets.goal = weights.goal and sets.journey_group = weights.journey_group
    group by 1, 2
),

scales as (
    select draw_id, max(scale) as scale from null_weights group by 1
),

final as (
    select
        counted.draw_id,
        counted.channel_set,
        draws.seat_count,
        coalesce(max(scales.scale), 1) as null_scale,
        cast(sum(counted.conversions) as double) as conversions,
        cast(sum(counted.null_journeys) as double) as null_journeys,
        -- intervals are of conversions; the money game is played on the data alone
        sum(case when draws.replicate = 0 then counted.value end) as value
    from counted
    inner join draws on counted.draw_id = draws.draw_id
    left join scales on counted.draw_id = scales.draw_id
    group by 1, 2, 3
)

select * from final
