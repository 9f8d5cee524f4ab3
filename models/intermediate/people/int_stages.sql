-- What is each stage of a lead: one of the funnel's five, one that ends an episode?
-- The one place that says so. A terminal stage and becoming a customer end an episode alike; only
-- the funnel's stages have a place in its order.
select
    stage,
    position,
    is_terminal,
    is_terminal or stage = '{{ funnel_stages() | last }}' as is_final,
    case
        when
            stage in {{ one_of(funnel_stages()) }}
            then position
    end
        as funnel_position
from {{ ref('stages') }}
