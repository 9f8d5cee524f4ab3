-- Which person does an id, address or number in an activity mean?
-- One row per system, kind of key and key; `*` is any system.
with

people as (
    select * from {{ ref('int_person_records') }}
),

aliases as (
    select * from {{ ref('int_record_aliases') }}
),

phone_links as (
    select * from {{ ref('int_phone_links') }}
),

id_links as (
    select
        aliases.source_system,
        aliases.link_kind,
        aliases.link_value,
        people.lead_key,
        people.created_at,
        aliases.record_key,
        -- ids that a record names although their own record was not exported come after
        case when aliases.kind in ('record', 'opportunity') then 1 else 2 end as preference
    from aliases
    inner join people on aliases.record_key = people.record_key
    where aliases.kind <> 'email'
),

-- An id of another system's records counts where it can only mean one person.
across_systems as (
    select
        '*' as source_system, link_kind, link_value, min(lead_key) as lead_key,
        min(created_at) as created_at, min(record_key) as record_key, 3 as preference
    from id_links
    group by link_kind, link_value
    having count(distinct lead_key) = 1
),

-- An address of several people says nothing about who was meant.
addresses as (
    select aliases.link_kind, aliases.link_value, min(people.lead_key) as lead_key
    from aliases
    inner join people on aliases.record_key = people.record_key
    where aliases.kind = 'email' and not {{ is_shared_mailbox('aliases.link_value') }}
    group by aliases.link_kind, aliases.link_value
    having count(distinct people.lead_key) = 1
    union all
    select 'phone', number_as_given, lead_key
    from phone_links
),

ids as (
    select * from id_links
    union all
    select * from across_systems
),

-- several people of one key: the first record's
final as (
    select source_system, link_kind, link_value, lead_key
    from ids
    qualify row_number() over (
        partition by source_system, link_kind, link_value
        order by preference, created_at, record_key
    ) = 1
    union all
    select '*', link_kind, link_value, lead_key
    from addresses
)

select * from final
