-- What is one MQL of each lead type worth? Null until enough of them became customers.
select lead_type, cast(null as double) as mql_value
from {{ ref('lead_types') }}
