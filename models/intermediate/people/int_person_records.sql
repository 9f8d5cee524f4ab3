-- Which person does each record belong to?
with

leads as (
    select * from {{ ref('stg_leads') }}
),

groups as (
    select * from {{ ref('int_identity_groups') }}
),

wide_keys as (
    select * from {{ ref('int_identity_wide_keys') }}
),

keys as (
    {{ joining_keys(ref('int_identity_keys'), ref('int_phone_keys')) | indent(4) }}
),

-- groups that are too wide are put together again without the keys that made them so
narrow_keys as (
    select keys.record_key, keys.identity_key
    from keys
    inner join groups on keys.record_key = groups.record_key
    inner join (select distinct label from wide_keys) as wide_groups
        on groups.label = wide_groups.label
    left join wide_keys on keys.identity_key = wide_keys.identity_key
    where wide_keys.identity_key is null
),

narrow_components as (
    {{ connected_components('narrow_keys', rounds=12) | indent(4) }}
),

narrow_labels as (
    select record_key, min(label) as label from narrow_components group by 1
),

labels as (
    select groups.record_key, groups.label
    from groups
    left join (select distinct label from wide_keys) as wide_groups
        on groups.label = wide_groups.label
    where wide_groups.label is null
    union all
    select record_key, label from narrow_labels
),

-- what was merged into another record is out of date, however new it is
merged as (
    select record_key from leads where merged_into_id is not null
    union
    select {{ record_key('versions.source_system', 'versions.record_type', merged_id('id')) }}
    from {{ ref('stg_lead_versions') }} as versions
    {{ split_rows('versions.merged_ids', ';', 'id') }}
    where
        versions.merged_ids is not null
        and {{ record_key('versions.source_system', 'versions.record_type', merged_id('id')) }}
        <> versions.record_key
),

-- most people have one record, which needs no comparing
numbers as (
    select
        labels.record_key,
        labels.label,
        row_number() over (
            partition by labels.label order by leads.created_at, leads.record_key
        ) as record_number,
        row_number() over (
            partition by labels.label
            order by
                merged.record_key is not null, leads.created_at desc, leads.record_key desc
        ) as newest_record_number,
        count(*) over (partition by labels.label) as record_count
    from labels
    inner join leads on labels.record_key = leads.record_key
    left join merged on labels.record_key = merged.record_key
),

final as (
    select
        leads.record_key,
        md5(coalesce(numbers.label, leads.record_key)) as lead_key,
        leads.source_system,
        leads.record_type,
        leads.lead_id,
        leads.created_at,
        leads.created_at_is_date_only,
        -- 1 = the person's first record
        coalesce(numbers.record_number, 1) as record_number,
        -- 1 = the person's newest record
        coalesce(numbers.newest_record_number, 1) as newest_record_number,
        coalesce(numbers.record_count, 1) as record_count,
        merged.record_key is not null and coalesce(numbers.record_count, 1) > 1 as is_merged
    from leads
    left join numbers on leads.record_key = numbers.record_key
    left join merged on leads.record_key = merged.record_key
)

select * from final
