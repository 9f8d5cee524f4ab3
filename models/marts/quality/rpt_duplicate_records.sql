-- Which people have several records in one system, and by which key was that found? What the
-- system itself has merged or converted is no duplicate.
with

identities as (
    select * from {{ ref('dim_lead_identities') }}
),

addresses as (
    select * from {{ ref('int_record_addresses') }}
),

records as (
    select
        source_system, record_type, lead_key, lead_id,
        coalesce(bool_or(joined_by in ('merge', 'conversion')), false) as is_settled
    from identities
    group by 1, 2, 3, 4
),

-- of people with several records in a system the ones not yet merged there
several as (
    select source_system, record_type, lead_key
    from records
    where not is_settled
    group by 1, 2, 3
    having count(*) > 1
),

joined as (
    select identities.source_system, identities.lead_key, identities.joined_by
    from identities
    inner join several
        on identities.source_system = several.source_system
        and identities.record_type = several.record_type
        and identities.lead_key = several.lead_key
    where identities.joined_by is not null
    group by 1, 2, 3
),

keys as (
    select
        source_system, lead_key,
        {{ ordered_list('joined_by', 'joined_by', ', ') }} as joined_by
    from joined
    group by 1, 2
),

final as (
    select
        records.source_system,
        records.record_type,
        records.lead_key,
        cast(count(*) as bigint) as records,
        {{ ordered_list('records.lead_id', 'records.lead_id', '; ') }} as record_ids,
        max(keys.joined_by) as joined_by,
        max({{ record_url('addresses.url_pattern', 'records.lead_id') }}) as record_url
    from records
    inner join several
        on records.source_system = several.source_system
        and records.record_type = several.record_type
        and records.lead_key = several.lead_key
    left join keys
        on records.source_system = keys.source_system and records.lead_key = keys.lead_key
    left join addresses
        on records.source_system = addresses.source_system
        and records.record_type = addresses.record_type
    where not records.is_settled
    group by 1, 2, 3
)

select * from final
