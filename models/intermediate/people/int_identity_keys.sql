-- Which identity keys does each record carry? Two records with one key are one person, unless a
-- guard says otherwise: telephones and very wide groups are looked at afterwards. Ids, addresses
-- and numbers of one record alone join nobody and are left out.
with

leads as (
    select * from {{ ref('stg_leads') }}
),

aliases as (
    select * from {{ ref('int_record_aliases') }}
),

phones as (
    select * from {{ ref('int_record_phones') }}
),

touches as (
    select * from {{ ref('stg_touchpoints') }}
),

corrections as (
    select * from {{ ref('int_identity_corrections') }}
),

id_keys as (
    select
        record_key,
        kind,
        {{ record_key('source_system', 'link_kind', 'link_value') }} as identity_key
    from aliases
    where kind in ('merge', 'conversion')
),

-- a shared mailbox joins by hand only
email_keys as (
    select
        record_key, kind, link_value as email, concat('email|', link_value) as identity_key
    from aliases
    where kind in ('email', 'mailbox')
),

-- A form ties the browser it was sent from to the address in it.
visitor_keys as (
    select
        email_keys.record_key,
        concat_ws('|', 'visitor', forms.source_system, forms.visitor_id) as identity_key
    from (
        select distinct source_system, visitor_id, {{ first_email('email') }} as email
        from touches
        where
            visitor_id is not null
            and email is not null
            and touch_type in {{ one_of(var("form_touch_types")) }}
    ) as forms
    inner join email_keys on forms.email = email_keys.email
    where email_keys.kind = 'email'
),

named_records as (
    select identity_key from id_keys
    union
    select identity_key from corrections
),

all_keys as (
    select leads.record_key, 'record' as kind, leads.record_key as identity_key
    from leads
    inner join named_records on leads.record_key = named_records.identity_key
    union all
    select record_key, kind, identity_key from id_keys
    union all
    select record_key, kind, identity_key from email_keys
    union all
    select record_key, 'phone', concat('phone|', phone_number) from phones
    union all
    select distinct record_key, 'visitor', identity_key from visitor_keys
),

{{ corrected_keys('all_keys', 'corrections') }},

shared_keys as (
    select identity_key from corrected_keys group by 1 having count(*) > 1
    union
    select identity_key from corrections
),

final as (
    select *
    from corrected_keys
    where
        kind in ('visitor', 'by_hand')
        or identity_key in (select shared_keys.identity_key from shared_keys)
)

select * from final
