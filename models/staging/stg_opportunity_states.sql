-- Where a system keeps no history of its stages, its exports one after the other are one.
{{ seen_states('opportunities', 'opportunity_stage_changes', 'opportunity_id', ['stage']) }}
