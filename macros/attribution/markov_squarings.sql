{#-
  `steps` squarings of an absorbing chain: rows without is_sum hold P = Q^(2^k),
  rows with it S = I + Q + … + Q^(2^k − 1). Each step makes S ← S + S·P and P ← P·P, so that after k steps
  all paths of fewer than 2^k moves are in the sum. Entries of a power too small to change a
  published figure are left out, which ends the work as soon as nothing is left to add.
  Chained table models of three steps each: engines that copy a CTE at each use stay fast.
-#}
{% macro markov_squarings(relation, steps=3) -%}
with step_0 as (
    select draw_id, is_sum, row_id, column_id, probability from {{ relation }}
)
{%- for step in range(1, steps + 1) %},

products_{{ step }} as (
    select
        matrices.draw_id,
        matrices.is_sum,
        matrices.row_id,
        powers.column_id,
        matrices.probability * powers.probability as probability
    from step_{{ step - 1 }} as matrices
    inner join step_{{ step - 1 }} as powers
        on matrices.draw_id = powers.draw_id
        and matrices.column_id = powers.row_id
        and not powers.is_sum
    union all
    select draw_id, is_sum, row_id, column_id, probability
    from step_{{ step - 1 }}
    where is_sum
),

step_{{ step }} as (
    select draw_id, is_sum, row_id, column_id, sum(probability) as probability
    from products_{{ step }}
    group by 1, 2, 3, 4
    having is_sum or sum(probability) > 1e-18
)
{%- endfor %}

select * from step_{{ steps }}
{%- endmacro %}
