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
    where kind in ('merge', 'conversion', 'email', 'mailbox')
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
    select record_key, 'record' as kind, record_key as value_key, false as is_mailbox from people
    union
    select
        record_key, case when kind = 'mailbox' then 'email' else kind end,
        case when link_kind = 'email' then concat('email|', link_value)
            else {{ record_key('source_system', 'link_kind', 'link_value') }} end,
        kind = 'mailbox'
    from aliases
    union
    select record_key, 'phone', concat('phone|', phone_number), false from phones
    union
    select record_key, kind, identity_key, false from keys where kind in ('visitor', 'by_hand')
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
            when keys.kind = 'split' then 'split_by_hand'
            when known.is_mailbox then 'shared_mailbox'
            when wide_keys.identity_key is not null then 'too_wide'
            when phone_keys.is_shared_by_several then 'shared_number'
        end as set_aside_because,
        case
            when keys.kind in ('mailbox', 'split') or wide_keys.identity_key is not null then null
            else coalesce(phone_keys.identity_key, keys.identity_key)
        end as identity_key
    from known
    inner join people on known.record_key = people.record_key
    left join keys on known.record_key = keys.record_key and known.value_key = keys.identity_key
        and (known.kind = keys.kind or keys.kind in ('mailbox', 'split'))
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
