-- Which records can each CRM update, and whose are they? One row per record and module: none that
-- was merged away, and Zoho's converted lead is its contact. Nobody who opted out.
create temp table crm_records as
with

leads as (
    select source_system, record_type, lead_id, contact_id, merged_into_id, merged_ids, created_at
    from staging.stg_leads
),

people as (
    select * from core.dim_leads where not coalesce(is_opted_out, false)
),

owned as (
    select distinct source_system, record_type, lead_id, lead_key
    from core.dim_lead_identities
    where kind = 'record'
),

-- HubSpot names the record that is gone in the one that stays, and may add when
merged as (
    select distinct source_system, trim(split_part(id, ':', 1)) as lead_id
    from leads, unnest(string_split(merged_ids, ';')) as ids (id)
),

standing as (
    select
        leads.source_system,
        if(leads.contact_id is null, leads.record_type, 'contact') as record_type,
        coalesce(leads.contact_id, leads.lead_id) as record_id,
        owned.lead_key,
        leads.created_at
    from leads
    inner join owned using (source_system, record_type, lead_id)
    inner join people on owned.lead_key = people.lead_key
    anti join merged
        on leads.source_system = merged.source_system and leads.lead_id = merged.lead_id
    where leads.merged_into_id is null
),

modules as (
    select *
    from standing
    qualify row_number() over (
        partition by source_system, record_type, record_id order by created_at desc, lead_key
    ) = 1
)

select
    *,
    -- whoever has several records in a system is called once
    row_number() over (
        partition by source_system, lead_key
        order by record_type = 'contact' desc, created_at desc, record_id
    ) = 1 as has_tasks
from modules
