-- Which person does an id, address or number in an activity mean?
-- One row per system, kind of key and key; `*` is any system. An id that means one person wherever
-- it stands is understood in other systems, too.
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

named_ids as (
    select
        aliases.source_system,
        aliases.link_kind,
        aliases.link_value,
        people.lead_key,
        people.created_at,
        aliases.record_key
    from aliases
    inner join people on aliases.record_key = people.record_key
    where aliases.link_kind <> 'email'
),

-- ids of records that were not exported are the first record's that names them
ids as (
    select source_system, record_type as link_kind, lead_id as link_value, lead_key
    from people
    union all
    select
        named_ids.source_system, named_ids.link_kind, named_ids.link_value,
        min_by(named_ids.lead_key, (named_ids.created_at, named_ids.record_key))
    from named_ids
    left join people
        on named_ids.source_system = people.source_system
        and named_ids.link_kind = people.record_type
        and named_ids.link_value = people.lead_id
    where people.record_key is null
    group by 1, 2, 3
),

ids_of_several as (
    select link_kind, link_value
    from (
        select link_kind, link_value, lead_key from ids
        union all
        select link_kind, link_value, lead_key from named_ids
    ) as all_ids
    group by 1, 2
    having min(lead_key) <> max(lead_key)
),

-- An address of several people says nothing about who was meant.
addresses as (
    select aliases.link_kind, aliases.link_value, min(people.lead_key) as lead_key
    from aliases
    inner join people on aliases.record_key = people.record_key
    where aliases.kind = 'email'
    group by aliases.link_kind, aliases.link_value
    having min(people.lead_key) = max(people.lead_key)
    union all
    select 'phone', number_as_given, lead_key
    from phone_links
),

final as (
    select
        ids.source_system, ids.link_kind, ids.link_value, ids.lead_key,
        ids_of_several.link_value is null as means_one_person
    from ids
    left join ids_of_several
        on ids.link_kind = ids_of_several.link_kind
        and ids.link_value = ids_of_several.link_value
    union all
    select '*', link_kind, link_value, lead_key, true
    from addresses
)

select * from final
