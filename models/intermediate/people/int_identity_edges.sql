-- Which identity keys does each record carry? Two records with one key are one person.
with

leads as (
    select * from {{ ref('stg_leads') }}
),

own_keys as (
    select record_key, record_key as identity_key
    from leads
),

merge_keys as (
    select record_key, {{ record_key('source_system', 'record_type', 'merged_into_id') }} as identity_key
    from leads
    where merged_into_id is not null
),

conversion_keys as (
    select record_key, {{ record_key('source_system', "'contact'", 'contact_id') }} as identity_key
    from leads
    where contact_id is not null
),

-- A shared mailbox (info@, ventas@) says nothing about who writes.
email_keys as (
    select record_key, concat('email|', email) as identity_key
    from leads
    where email is not null and not {{ is_shared_mailbox('email') }}
),

phone_keys as (
    select record_key, concat('phone|', phone_number) as identity_key
    from {{ ref('int_record_phones') }}
),

-- A form ties the browser it was sent from to the address in it.
visitor_keys as (
    select leads.record_key, concat_ws('|', 'visitor', forms.source_system, forms.visitor_id) as identity_key
    from (
        select distinct source_system, visitor_id, email
        from {{ ref('stg_touchpoints') }}
        where
            visitor_id is not null
            and email is not null
            and touch_type in ('{{ var("form_touch_types") | join("', '") }}')
    ) as forms
    inner join leads on forms.email = leads.email
    where not {{ is_shared_mailbox('forms.email') }}
),

all_keys as (
    select * from own_keys
    union all
    select * from merge_keys
    union all
    select * from conversion_keys
    union all
    select * from email_keys
    union all
    select * from phone_keys
    union all
    select * from visitor_keys
),

final as (
    select distinct record_key, identity_key
    from all_keys
)

select * from final
