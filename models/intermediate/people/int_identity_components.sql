-- Which records belong together, before overly wide groups are looked at?
{{ connected_components(ref('int_identity_edges')) }}
