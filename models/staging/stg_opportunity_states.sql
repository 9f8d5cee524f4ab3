-- Where a system keeps no history of its stages, its exports one after the other are one.
{{ seen_states('opportunities', 'opportunity_id', ['stage']) }}
