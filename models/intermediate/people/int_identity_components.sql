-- Which records do ids, addresses, browsers and corrections by hand tie together?
with

keys as (
    select record_key, identity_key
    from {{ ref('int_identity_keys') }}
    where kind not in ('phone', 'mailbox')
),

final as (
    {{ connected_components('keys', rounds=12) | indent(4) }}
)

select record_key, min(label) as label
from final
group by 1
