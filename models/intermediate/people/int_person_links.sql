-- Which person does an id or address in an activity mean?
-- One row per system, kind of key and key; `*` is any system.
with

people as (
    select * from {{ ref('int_person_records') }}
),

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join people on leads.record_key = people.record_key
),

record_links as (
    select source_system, record_type as link_kind, lead_id as link_value, lead_key, 1 as preference
    from leads
    union all
    -- ids that a lead names although their own record was not exported
    select source_system, 'contact', contact_id, lead_key, 2
    from leads
    where contact_id is not null
    union all
    select source_system, record_type, merged_into_id, lead_key, 2
    from leads
    where merged_into_id is not null
    union all
    select source_system, 'opportunity', opportunity_id, lead_key, 1
    from leads
    where opportunity_id is not null
    union all
    select '*', 'email', email, lead_key, 1
    from leads
    where email is not null and not {{ is_shared_mailbox('email') }}
),

-- An id of another system's records counts where it can only mean one person.
across_systems as (
    select '*' as source_system, link_kind, link_value, min(lead_key) as lead_key, 3 as preference
    from record_links
    where link_kind <> 'email'
    group by link_kind, link_value
    having count(distinct lead_key) = 1
),

phones as (
    select '*' as source_system, 'phone' as link_kind, number_as_given as link_value, lead_key, 1 as preference
    from {{ ref('int_phone_links') }}
),

all_links as (
    select * from record_links
    union all
    select * from across_systems
    union all
    select * from phones
),

final as (
    select source_system, link_kind, link_value, lead_key
    from all_links
    qualify row_number() over (
        partition by source_system, link_kind, link_value order by preference, lead_key
    ) = 1
)

select * from final
