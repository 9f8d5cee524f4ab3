-- Where a system keeps no history of its stages, its exports one after the other are one.
-- Apart because it reads every version of a record, its reader only what was recorded.
{{ seen_states('opportunities', 'opportunity_stage_changes', 'opportunity_id', ['stage']) }}
