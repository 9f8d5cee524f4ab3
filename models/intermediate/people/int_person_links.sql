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

ids as (
    select
        source_system, link_kind, link_value,
        min(lead_key) as lead_key, max(lead_key) as last_lead_key
    from id_links
    group by 1, 2, 3
),

-- several people of one key: the first record's
contested_ids as (
    select
        id_links.source_system, id_links.link_kind, id_links.link_value,
        min_by(
            id_links.lead_key, (id_links.preference, id_links.created_at, id_links.record_key)
        ) as lead_key
    from id_links
    inner join ids
        on id_links.source_system = ids.source_system
        and id_links.link_kind = ids.link_kind
        and id_links.link_value = ids.link_value
    where ids.lead_key <> ids.last_lead_key
    group by 1, 2, 3
),

-- An address of several people says nothing about who was meant.
addresses as (
    select aliases.link_kind, aliases.link_value, min(people.lead_key) as lead_key
    from aliases
    inner join people on aliases.record_key = people.record_key
    where aliases.kind = 'email' and not {{ is_shared_mailbox('aliases.link_value') }}
    group by aliases.link_kind, aliases.link_value
    having min(people.lead_key) = max(people.lead_key)
    union all
    select 'phone', number_as_given, lead_key
    from phone_links
),

final as (
    select source_system, link_kind, link_value, lead_key
    from ids
    where lead_key = last_lead_key
    union all
    select source_system, link_kind, link_value, lead_key
    from contested_ids
    union all
    -- an id of another system's records counts where it can only mean one person
    select '*', link_kind, link_value, min(lead_key)
    from ids
    group by link_kind, link_value
    having min(lead_key) = max(last_lead_key)
    union all
    select '*', link_kind, link_value, lead_key
    from addresses
)

select * from final
