-- By which other ids and which addresses is each record known, in any version of any export?
-- Lists are taken apart; telephone numbers are in int_record_phones. A shared mailbox (info@,
-- ventas@) says nothing about who writes.
{%- set ids = [
    ('merge', 'record_type', 'merged_into_id'),
    ('merge', 'record_type', 'merged_ids'),
    ('conversion', "'contact'", 'contact_id'),
    ('opportunity', "'opportunity'", 'opportunity_id'),
] %}

with

-- few records name other ids
versions as (
    select * from {{ ref('stg_lead_versions') }}
    where coalesce(merged_into_id, merged_ids, contact_id, opportunity_id) is not null
),

id_rows as (
    {%- for kind, link_kind, column in ids %}
    select
        versions.record_key,
        versions.source_system,
        '{{ kind }}' as kind,
        {{ link_kind }} as link_kind,
        {{ merged_id('id') }} as link_value
    from versions
    {{ split_rows('versions.' ~ column, ';', 'id') }}
    where versions.{{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- most records have one version with one address, which needs no taking apart
email_rows as (
    select record_key, email
    from {{ ref('stg_lead_versions') }}
    where emails not like '%;%' and not has_other_versions
    union all
    select distinct versions.record_key, {{ normalised_email('address') }}
    from {{ ref('stg_lead_versions') }} as versions
    {{ split_rows('versions.emails', ';', 'address') }}
    where versions.emails like '%;%' or versions.has_other_versions
),

final as (
    select distinct record_key, source_system, kind, link_kind, link_value
    from id_rows
    where link_value <> ''
    union all
    select
        record_key, '*',
        case when {{ is_shared_mailbox('email') }} then 'mailbox' else 'email' end, 'email', email
    from email_rows
    where email is not null
)

select * from final
