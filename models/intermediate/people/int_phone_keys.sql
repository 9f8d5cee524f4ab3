-- Which telephone numbers make records one person?
-- A number of people who differ in e-mail and first name is an office's: there, only records
-- with one first name belong together.
with

phones as (
    select record_key, identity_key from {{ ref('int_identity_keys') }} where kind = 'phone'
),

components as (
    select * from {{ ref('int_identity_components') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

shared as (
    select identity_key from phones group by 1 having count(*) > 1
),

carriers as (
    select
        phones.record_key,
        phones.identity_key,
        coalesce(components.label, phones.record_key) as label,
        nullif(split_part({{ folded_text('leads.first_name') }}, ' ', 1), '') as first_name,
        leads.email is not null as has_email
    from phones
    inner join shared on phones.identity_key = shared.identity_key
    inner join leads on phones.record_key = leads.record_key
    left join components on phones.record_key = components.record_key
),

-- Whoever has both differs from somebody in both if there are several of each: e-mails count as
-- other ones where nothing, such as a merge, ties their records.
shared_by_several as (
    select identity_key
    from carriers
    where first_name is not null and has_email
    group by 1
    having count(distinct first_name) > 1 and count(distinct label) > 1
),

final as (
    select
        carriers.record_key,
        carriers.identity_key as phone_key,
        carriers.label,
        shared_by_several.identity_key is not null as is_shared_by_several,
        case
            when shared_by_several.identity_key is null then carriers.identity_key
            else
                concat_ws(
                    '|', carriers.identity_key, coalesce(carriers.first_name, carriers.record_key)
                )
        end as identity_key
    from carriers
    left join shared_by_several on carriers.identity_key = shared_by_several.identity_key
)

select * from final
