-- Stage events with the MQL date that the setting mql_date_from asks for.
-- `crm`: only the CRM's; `definition`: only the agreed definition's; `crm_then_definition`:
-- the CRM's, and the definition's for people the CRM never dated.
select lead_key, stage, entered_at, is_date_only, evidence, is_undated, reason
from {{ ref('int_stage_events') }}
