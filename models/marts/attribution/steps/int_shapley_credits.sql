-- What does each channel add to a coalition, on average over all orders of joining?
-- Game B: a coalition's worth is its conversion rate, so a channel can take away; credits are
-- shown as they are, negative ones too. They are scaled to the conversions there are.
{%- set seats = var('attribution_shapley_channels') + 1 %}

with

games as (
    select * from {{ ref('int_shapley_games') }}
),

-- of n channels, in one order in n · C(n−1, k) a channel finds exactly k given others before it
orders as (
    {%- for seat_count in range(1, seats + 1) %}
    {%- set ns = namespace(orders=1) %}
    {%- for size in range(seat_count) %}
    select
        {{ seat_count }} as seat_count,
        {{ size }} as others,
        1e0 / {{ seat_count * ns.orders }} as share
    {%- set ns.orders = ns.orders * (seat_count - 1 - size) // (size + 1) %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- a coalition counts for its members as the end of a step, for the others as its beginning
weighted as (
    select
        games.*,
        coalesce(as_member.share, 0) as member_share,
        coalesce(as_other.share, 0) as other_share
    from games
    left join orders as as_member
        on games.seat_count = as_member.seat_count and games.member_count - 1 = as_member.others
    left join orders as as_other
        on games.seat_count = as_other.seat_count and games.member_count = as_other.others
),

wide as (
    select
        draw_id,
        {%- for bit in range(seats) %}
        {{ exact_sum(
            'worth * case when (coalition & ' ~ 2 ** bit ~ ') > 0'
            ' then member_share else -other_share end'
        ) }}
            as worth_{{ bit }},
        {{ exact_sum(
            'value_worth * case when (coalition & ' ~ 2 ** bit ~ ') > 0'
            ' then member_share else -other_share end'
        ) }}
            as value_worth_{{ bit }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from weighted
    group by 1
),

seats as (
    select distinct seat, seat_bit from {{ ref('int_attribution_channels') }}
),

additions as (
    select
        wide.draw_id,
        seats.seat,
        case seats.seat_bit
            {%- for bit in range(seats) %}
            when {{ bit }} then wide.worth_{{ bit }}
            {%- endfor %}
        end as addition,
        case seats.seat_bit
            {%- for bit in range(seats) %}
            when {{ bit }} then wide.value_worth_{{ bit }}
            {%- endfor %}
        end as value_addition
    from wide
    cross join seats
),

totals as (
    select
        draw_id,
        sum(conversions) * max(scale) as conversions,
        cast(sum(value) as double) as value
    from {{ ref('int_channel_sets') }}
    group by 1
),

shares as (
    select
        draw_id,
        seat,
        addition / nullif({{ exact_sum('addition', over='game') }}, 0) as share,
        case
            when {{ exact_sum('value_addition', over='game') }} > 0
                then value_addition / {{ exact_sum('value_addition', over='game') }}
        end as value_share
    from additions
    window game as (partition by draw_id)
),

final as (
    select
        shares.draw_id,
        shares.seat,
        round(coalesce(shares.share, 0) * totals.conversions, 12) as conversions,
        round(coalesce(shares.value_share, shares.share, 0) * totals.value, 12) as value,
        shares.value_share is null and totals.value is not null as is_value_by_conversions
    from shares
    inner join totals on shares.draw_id = totals.draw_id
)

select * from final
