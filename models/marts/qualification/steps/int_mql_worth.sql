-- At what value is an MQL of each lead type counted in plans and ledgers?
-- Few MQLs, or none that bought: what the other types suggest says more than these do.
select
    lead_type,
    case
        when mqls >= {{ var('minimum_sample') }} and customers > 0 then mql_value
        else mql_value_shrunk
    end as mql_value,
    mqls < {{ var('minimum_sample') }} or customers = 0 as is_value_shrunk
from {{ ref('int_mql_values') }}
