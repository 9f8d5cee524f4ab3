{#-
  Connected components of an edge table (record_key, identity_key): each record's smallest
  reachable record key. One round spreads labels over keys, then over records; `rounds` 6
  covers chains of seven records, and a data test proves that no key is left with two labels.
-#}
{% macro connected_components(edges, rounds=6) -%}
with shared_keys as (
    select identity_key
    from {{ edges }}
    group by identity_key
    having count(*) > 1
),

round_0 as (
    select edges.record_key, edges.identity_key, edges.record_key as label
    from {{ edges }} as edges
    inner join shared_keys on edges.identity_key = shared_keys.identity_key
)
{%- for round in range(1, rounds + 1) %},

keys_{{ round }} as (
    select
        record_key, identity_key, min(label) over (partition by identity_key) as label
    from round_{{ round - 1 }}
),

round_{{ round }} as (
    select record_key, identity_key, min(label) over (partition by record_key) as label
    from keys_{{ round }}
)
{%- endfor %}

select record_key, identity_key, label
from round_{{ rounds }}
{%- endmacro %}
