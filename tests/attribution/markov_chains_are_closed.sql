-- From every channel a chain ends for certain, with or without conversion: after the last
-- squaring the visits of a start sum to the moves left in it, and nothing is still on its way.
select draw_id, row_id, sum(probability) as still_moving
from {{ ref('int_markov_powers') }}
where not is_sum
group by 1, 2
having sum(probability) > 1e-9
