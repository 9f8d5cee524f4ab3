-- From which channel to which do journeys go that led nowhere? Counted in groups of journeys,
-- which replicates draw as a whole: there are far too many to draw one by one.
-- Moves within a channel change no removal effect and are left out. 0 is the start, -1 the end.
with

touches as (
    select * from {{ ref('int_touch_sequence') }}
),

tails as (
    select * from {{ ref('int_person_tails') }}
),

moves as (
    {%- for goal in attribution_goals() %}
    select
        '{{ goal }}' as goal,
        tails.journey_group,
        case when touches.previous_occurred_at >= tails.{{ goal }}_starts_at then touches.previous_channel_id else 0 end
            as from_id,
        touches.channel_id as to_id,
        touches.is_last,
        count(*) as move_count
    from touches
    inner join tails on touches.person_hash = tails.person_hash
    where touches.occurred_at >= tails.{{ goal }}_starts_at
    group by 1, 2, 3, 4, 5
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select goal, journey_group, from_id, to_id, cast(sum(move_count) as bigint) as move_count
    from moves
    where from_id <> to_id
    group by 1, 2, 3, 4
    union all
    select goal, journey_group, to_id, -1, cast(sum(move_count) as bigint)
    from moves
    where is_last
    group by 1, 2, 3, 4
)

select * from final
