-- Where a system keeps no history of its stages, its exports one after the other are one.
{{ seen_states('leads', 'lead_stage_changes', 'lead_id', ['lifecycle_stage', 'status']) }}
