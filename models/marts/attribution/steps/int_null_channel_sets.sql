-- Which sets of channels did journeys meet that led nowhere? A set is a bit per seat.
with

touches as (
    select * from {{ ref('int_touch_sequence') }}
),

tails as (
    select * from {{ ref('int_person_tails') }}
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

journeys as (
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

final as (
    select goal, journey_group, channel_set, count(*) as journey_count
    from journeys
    group by 1, 2, 3
)

select * from final
