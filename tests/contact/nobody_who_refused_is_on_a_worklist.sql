-- Calling somebody who refused contact is against the law in several countries.
select worklist.lead_key
from {{ ref('rpt_worklist') }} as worklist
inner join {{ ref('dim_leads') }} as leads on worklist.lead_key = leads.lead_key
where leads.is_opted_out
