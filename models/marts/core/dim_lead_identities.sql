{{ config(materialized="view") }}

-- By what is each record known, and which of it made it one person with other records?
-- A view: its parts are tables already. Values are hashes, for nobody's address belongs here.
with

people as (
    select * from {{ ref('int_person_records') }}
),

aliases as (
    select *
    from {{ ref('int_record_aliases') }}
    where kind in ('record', 'merge', 'conversion', 'email')
),

phones as (
    select * from {{ ref('int_record_phones') }}
),

keys as (
    select * from {{ ref('int_identity_keys') }}
),

phone_keys as (
    select * from {{ ref('int_phone_keys') }}
),

wide_keys as (
    select * from {{ ref('int_identity_wide_keys') }}
),

-- all that is known, and beside it what the guards left of it
known as (
    select
        record_key, kind,
        case when kind = 'email' then concat('email|', link_value)
            else {{ record_key('source_system', 'link_kind', 'link_value') }} end as value_key
    from aliases
    union
    select record_key, 'phone', concat('phone|', phone_number) from phones
    union
    select record_key, kind, identity_key from keys where kind in ('visitor', 'by_hand')
),

guarded as (
    select
        people.lead_key,
        people.source_system,
        people.record_type,
        people.lead_id,
        people.record_key,
        known.kind, known.value_key,
        case
            when keys.kind = 'mailbox' then 'shared_mailbox'
            when keys.identity_key is null then 'split_by_hand'
            when wide_keys.identity_key is not null then 'too_wide'
            when phone_keys.is_shared_by_several then 'shared_number'
        end as set_aside_because,
        case
            when
                keys.identity_key is null
                or keys.kind = 'mailbox'
                or wide_keys.identity_key is not null
                then null
            else coalesce(phone_keys.identity_key, keys.identity_key)
        end as identity_key
    from known
    inner join people on known.record_key = people.record_key
    left join keys on known.record_key = keys.record_key and known.value_key = keys.identity_key
        and (known.kind = keys.kind or keys.kind = 'mailbox')
    left join phone_keys
        on known.record_key = phone_keys.record_key and known.value_key = phone_keys.phone_key
    left join wide_keys
        on coalesce(phone_keys.identity_key, keys.identity_key) = wide_keys.identity_key
)

select
    source_system,
    record_type,
    lead_id,
    lead_key,
    kind,
    md5(value_key) as value_hash,
    case
        when
            identity_key is not null and min(record_key) over of_key <> max(record_key) over of_key
        then kind
    end
        as joined_by,
    set_aside_because
from guarded
window of_key as (partition by identity_key)
