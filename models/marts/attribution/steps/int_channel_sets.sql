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

conversion_journeys as (
    select touches.conversion_hash, bit_or(cast(1 as bigint) << channels.seat_bit) as channel_set
    from {{ ref('int_converting_touches') }} as touches
    inner join channels on touches.channel_id = channels.channel_id
    group by 1
),

conversion_sets as (
    select
        conversions.goal,
        conversions.journey_group,
        journeys.channel_set,
        count(*) as conversions,
        sum(conversions.value) as value
    from conversion_journeys as journeys
    inner join {{ ref('int_conversions') }} as conversions
        on journeys.conversion_hash = conversions.conversion_hash
    group by 1, 2, 3
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
    select
        tails.journey_group,
        {%- for goal in attribution_goals() %}
        bit_or(
            case
                when touches.occurred_at >= tails.{{ goal }}_starts_at
                    then cast(1 as bigint) << channels.seat_bit
            end
        )
            as {{ goal }}_set
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from touches
    inner join tails on touches.person_hash = tails.person_hash
    inner join channels on touches.channel_id = channels.channel_id
    group by touches.person_hash, tails.journey_group
),

null_sets as (
    {%- for goal in attribution_goals() %}
    select
        '{{ goal }}' as goal, journey_group, {{ goal }}_set as channel_set,
        count(*) as journey_count
    from null_journeys
    where {{ goal }}_set is not null
    group by 2, 3
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted as (
    select
        weights.draw_id,
        sets.channel_set,
        sum(sets.conversions * weights.weight) as conversions,
        0 as null_journeys,
        sum(sets.value * weights.weight) as value
    from conversion_weights as weights
    inner join conversion_sets as sets
        on weights.goal = sets.goal and weights.journey_group = sets.journey_group
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
    select draw_id, max(scale) as scale from conversion_weights group by 1
),

null_scales as (
    select draw_id, max(scale) as scale from null_weights group by 1
),

final as (
    select
        counted.draw_id,
        counted.channel_set,
        draws.seat_count,
        -- apart, so that games add up whole numbers: that of all, and what is left of the others'
        coalesce(max(scales.scale), 1) as scale,
        coalesce(max(null_scales.scale), 1) / coalesce(max(scales.scale), 1) as null_scale,
        cast(sum(counted.conversions) as double) as conversions,
        cast(sum(counted.null_journeys) as double) as null_journeys,
        -- intervals are of conversions; the money game is played on the data alone
        sum(case when draws.replicate = 0 then counted.value end) as value
    from counted
    inner join draws on counted.draw_id = draws.draw_id
    left join scales on counted.draw_id = scales.draw_id
    left join null_scales on counted.draw_id = null_scales.draw_id
    group by 1, 2, 3
)

select * from final
