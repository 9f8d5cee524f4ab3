-- The edges without the keys that make groups too wide.
select edges.record_key, edges.identity_key
from {{ ref('int_identity_edges') }} as edges
left join {{ ref('int_identity_wide_keys') }} as wide_keys
    on edges.identity_key = wide_keys.identity_key
where wide_keys.identity_key is null
