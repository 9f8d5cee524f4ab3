{#-
  Squarings of an absorbing chain, as a select statement: rows without is_sum hold P = Q^(2^k),
  rows with it S = I + Q + … + Q^(2^k − 1). Each step makes S ← S + S·P and P ← P·P, so that after
  k steps all paths of fewer than 2^k moves are in the sum. Entries of a power under the
  18th decimal are nothing, which ends the work as soon as nothing is left to add.

  relation: draw_id, is_sum, row_id, column_id, probability of each entry of Q and I.
-#}
{% macro markov_squarings(relation, steps) -%}
    {{ return(adapter.dispatch('markov_squarings')(relation, steps)) }}
{%- endmacro %}

{% macro default__markov_squarings(relation, steps) -%}
with recursive squarings as (
    select 0 as step, draw_id, is_sum, row_id, column_id, probability from {{ relation }}
    union all
    {{ markov_squaring('squarings', steps) | indent(4) }}
)

select draw_id, is_sum, row_id, column_id, probability from squarings where step = {{ steps }}
{%- endmacro %}

{#-
  Spark refuses an aggregate in a recursive CTE, and copies a CTE at each of its three uses: five
  squarings in one statement took 100 s, three took 5 s. A warehouse there builds seven tables of
  three squarings each, this statement over the table before.
-#}
{% macro spark__markov_squarings(relation, steps) -%}
with step_0 as (
    select 0 as step, draw_id, is_sum, row_id, column_id, probability from {{ relation }}
)
{%- for step in range(1, steps + 1) %},

step_{{ step }} as (
    {{ markov_squaring('step_' ~ (step - 1), steps) | indent(4) }}
)
{%- endfor %}

select draw_id, is_sum, row_id, column_id, probability from step_{{ steps }}
{%- endmacro %}

{% macro markov_squaring(relation, steps) -%}
select step + 1 as step, draw_id, is_sum, row_id, column_id, {{ exact_sum('probability') }} as probability
from (
    select
        matrices.step,
        matrices.draw_id,
        matrices.is_sum,
        matrices.row_id,
        powers.column_id,
        matrices.probability * powers.probability as probability
    from {{ relation }} as matrices
    inner join {{ relation }} as powers
        on matrices.draw_id = powers.draw_id
        and matrices.column_id = powers.row_id
        and not powers.is_sum
    where matrices.step < {{ steps }}
    union all
    select step, draw_id, is_sum, row_id, column_id, probability
    from {{ relation }}
    where is_sum and step < {{ steps }}
) as products
group by step, draw_id, is_sum, row_id, column_id
having is_sum or {{ exact_sum('probability') }} > 0
{%- endmacro %}
