-- Which records belong together once telephones count, before overly wide groups are looked at?
with

components as (
    select * from {{ ref('int_identity_components') }}
),

phone_keys as (
    select * from {{ ref('int_phone_keys') }}
),

-- what is tied already moves as one
nodes as (
    select distinct label as record_key, identity_key from phone_keys
),

joined_nodes as (
    {{ connected_components('nodes') | indent(4) }}
),

node_labels as (
    select record_key, min(label) as label from joined_nodes group by 1
),

tied as (
    select record_key, label from components
    union
    select record_key, label from phone_keys
),

final as (
    select tied.record_key, coalesce(node_labels.label, tied.label) as label
    from tied
    left join node_labels on tied.label = node_labels.record_key
)

select * from final
