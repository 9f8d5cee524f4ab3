-- Which key makes a group of more records than one person can have?
-- Such groups come from a shared number or a placeholder address; they are reported and not
-- joined by that key.
with

components as (
    select * from {{ ref('int_identity_components') }}
),

component_sizes as (
    select label, count(distinct record_key) as record_count
    from components
    group by 1
    having count(distinct record_key) > {{ var('identity_maximum_records') }}
),

key_sizes as (
    select
        components.label,
        components.identity_key,
        max(component_sizes.record_count) as component_records,
        count(*) as key_records
    from components
    inner join component_sizes on components.label = component_sizes.label
    group by 1, 2
),

final as (
    select identity_key, component_records, key_records
    from key_sizes
    qualify row_number() over (partition by label order by key_records desc, identity_key) = 1
)

select * from final
