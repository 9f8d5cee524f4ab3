-- Which keys make groups of more records than one person can have?
-- Such groups come from a placeholder address or number; they are reported, and not joined by
-- their widest key nor by any that alone is too wide.
with

groups as (
    select * from {{ ref('int_identity_groups') }}
),

keys as (
    {{ joining_keys(ref('int_identity_keys'), ref('int_phone_keys')) | indent(4) }}
),

wide_groups as (
    select label, count(*) as component_records
    from groups
    group by 1
    having count(*) > {{ var('identity_maximum_records') }}
),

key_sizes as (
    select
        groups.label,
        keys.identity_key,
        max(wide_groups.component_records) as component_records,
        count(*) as key_records
    from groups
    inner join wide_groups on groups.label = wide_groups.label
    inner join keys on groups.record_key = keys.record_key
    -- what is joined by hand stays joined
    where keys.identity_key not like 'by_hand|%'
    group by 1, 2
),

final as (
    select label, identity_key, component_records, key_records
    from key_sizes
    qualify
        row_number() over (partition by label order by key_records desc, identity_key) = 1
        or key_records > {{ var('identity_maximum_records') }}
)

select * from final
