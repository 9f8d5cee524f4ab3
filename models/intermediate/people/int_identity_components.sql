-- Which records do ids, addresses, browsers and corrections by hand tie together?
with

keys as (
    {{ joining_keys(ref('int_identity_keys')) | indent(4) }}
),

final as (
    {{ connected_components('keys', rounds=12) | indent(4) }}
)

select record_key, min(label) as label
from final
group by 1
