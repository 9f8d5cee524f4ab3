-- What is each coalition of channels worth: the share of the journeys that met no other channel
-- which converted? Sums over all subsets, six bits at a time, which keeps every step small;
-- a game of fewer channels is through before the last.
-- A cell is a draw and a coalition in one number: draw × 2^18 + coalition.
with

sets as (
    select
        draw_id * cast({{ 2 ** 18 }} as bigint) + channel_set as cell,
        seat_count,
        cast(power(2, seat_count) as bigint) as coalition_count,
        null_scale,
        conversions,
        null_journeys,
        value
    from {{ ref('int_channel_sets') }}
),

parts as (
    {{ number_rows(0, 63) }}
),

subsets as (
    select parts.number as subset, wholes.number as superset
    from parts
    inner join parts as wholes on (parts.number & wholes.number) = parts.number
),
{%- for step in [1, 2, 3] %}
{%- set unit = 64 ** (step - 1) %}

sums_{{ step }} as (
    select
        sets.cell + (subsets.superset - subsets.subset) * {{ unit }} as cell,
        sets.seat_count,
        sets.coalition_count,
        sets.null_scale,
        sum(sets.conversions) as conversions,
        sum(sets.null_journeys) as null_journeys,
        sum(sets.value) as value
    from {{ 'sets' if step == 1 else 'sums_' ~ (step - 1) }} as sets
    inner join subsets
        on (sets.cell >> {{ 6 * (step - 1) }}) % 64 = subsets.subset
        and subsets.superset * {{ unit }} < sets.coalition_count
    {%- if step > 1 %}
    where sets.coalition_count > {{ unit }}
    {%- endif %}
    group by 1, 2, 3, 4
    {%- if step > 1 %}
    union all
    select * from sums_{{ step - 1 }} where coalition_count <= {{ unit }}
    {%- endif %}
),
{%- endfor %}

final as (
    select
        cast(cell >> 18 as int) as draw_id,
        seat_count,
        cell % {{ 2 ** 18 }} as coalition,
        bit_count(cell % {{ 2 ** 18 }}) as member_count,
        conversions / (conversions + null_journeys * null_scale) as worth,
        cast(value as double) / (conversions + null_journeys * null_scale) as value_worth
    from sums_3
    where conversions + null_journeys > 0
)

select * from final
