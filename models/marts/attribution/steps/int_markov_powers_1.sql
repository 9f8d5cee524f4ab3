-- The chain of each draw, and its first three squarings (macro markov_squarings).
with

transitions as (
    select * from {{ ref('int_markov_transitions') }}
),

chains as (
    select draw_id, false as is_sum, from_id as row_id, to_id as column_id, probability
    from transitions
    where from_id > 0 and to_id > 0
    union all
    select distinct draw_id, true, from_id, from_id, 1e0
    from transitions
    where from_id > 0
),

final as (
    {{ markov_squarings('chains') | indent(4) }}
)

select * from final
