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
  Spark refuses an aggregate in a recursive CTE, and copies a CTE at each of its uses, so that five
  squarings in one statement take minutes. There S = (I − Q)⁻¹, which the squarings approach, comes
  from Gauss and Jordan's elimination in one array per draw, cell by cell; of a chain that ends no
  pivot is zero. There are no rows without is_sum.
-#}
{% macro spark__markov_squarings(relation, steps) -%}
{%- set pivot_value = 'matrix[pivot * size + pivot]' -%}
with moves as (
    select
        chains.draw_id,
        sizes.size,
        map_from_entries(collect_list(
            struct((chains.row_id - 1) * sizes.size + chains.column_id - 1, chains.probability)
        ) filter (where not chains.is_sum)) as probabilities
    from {{ relation }} as chains
    inner join (
        select draw_id, max(greatest(row_id, column_id)) as size from {{ relation }} group by draw_id
    ) as sizes on chains.draw_id = sizes.draw_id
    group by chains.draw_id, sizes.size
),

-- I − Q
matrices as (
    select
        draw_id,
        size,
        transform(sequence(0, size * size - 1), cell ->
            case when cell % (size + 1) = 0 then 1e0 else 0e0 end
            - coalesce(try_element_at(probabilities, cell), 0e0)
        ) as cells
    from moves
),

inverses as (
    select
        draw_id,
        size,
        aggregate(sequence(0, size - 1), cells, (matrix, pivot) -> transform(matrix, (value, cell) ->
            case
                when cell = pivot * size + pivot then 1e0 / value
                when cell div size = pivot then value / {{ pivot_value }}
                when cell % size = pivot then -value / {{ pivot_value }}
                else value
                    - matrix[cast(cell div size as int) * size + pivot]
                    * matrix[pivot * size + cell % size] / {{ pivot_value }}
            end
        )) as cells
    from matrices
)

select
    draw_id,
    true as is_sum,
    cast(cell div size as int) + 1 as row_id,
    cell % size + 1 as column_id,
    value as probability
from inverses
lateral view posexplode(cells) as cell, value
where value > 0
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
