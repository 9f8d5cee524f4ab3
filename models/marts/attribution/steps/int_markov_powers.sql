-- How often is each channel visited from each other one, on the way to the end of a journey?
-- The powers of each draw's chain and their sum, by repeated squaring (macro markov_squarings).
-- After the 21 squarings of the setting, paths of two million moves are in the sum. A company's
-- own chains end within a few hundred; what takes longer is a program that calls a page every
-- few minutes.
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
    {{ markov_squarings('chains', var('attribution_markov_squarings')) | indent(4) }}
)

select * from final
