-- Which person does each record belong to?
with

components as (
    {{ connected_components(ref('int_identity_narrow_edges')) | indent(4) }}
),

labels as (
    select record_key, min(label) as label
    from components
    group by 1
),

final as (
    select
        leads.record_key,
        md5(coalesce(labels.label, leads.record_key)) as lead_key,
        leads.source_system,
        leads.record_type,
        leads.lead_id,
        leads.created_at,
        leads.created_at_is_date_only,
        -- 1 = the person's first record
        row_number() over (
            partition by coalesce(labels.label, leads.record_key)
            order by leads.created_at, leads.record_key
        ) as record_number,
        -- 1 = the person's newest record
        row_number() over (
            partition by coalesce(labels.label, leads.record_key)
            order by leads.created_at desc, leads.record_key desc
        ) as newest_record_number,
        count(*) over (partition by coalesce(labels.label, leads.record_key)) as record_count
    from {{ ref('stg_leads') }} as leads
    left join labels on leads.record_key = labels.record_key
)

select * from final
