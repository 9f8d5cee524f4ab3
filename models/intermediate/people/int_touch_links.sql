-- Which person does each combination of lead id and e-mail on a touch mean?
{{ resolved_links(ref('stg_touchpoints'), ['lead_id', 'email']) }}
