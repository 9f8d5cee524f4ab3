-- When did each person become an MQL: by the CRM, and by the agreed definition?
select
    lead_key,
    min(entered_at) filter (where not is_undated) as mql_at_crm,
    cast(null as timestamp) as mql_at_definition
from {{ ref('int_stage_events') }}
where stage = 'mql'
group by 1
