-- Which records did a guard keep apart, or a correction by hand join or part, and which line of
-- identity_overrides would decide otherwise?
{%- set other = adapter.quote('with') %}

with

people as (
    select record_key, lead_key from {{ ref('int_person_records') }}
),

keys as (
    select * from {{ ref('int_identity_keys') }}
),

phone_keys as (
    select * from {{ ref('int_phone_keys') }} where is_shared_by_several
),

wide_keys as (
    select * from {{ ref('int_identity_wide_keys') }}
),

groups as (
    select * from {{ ref('int_identity_groups') }}
),

aliases as (
    select * from {{ ref('int_record_aliases') }}
),

phones as (
    select * from {{ ref('int_record_phones') }}
),

consumer_domains as (
    select * from {{ ref('int_consumer_domains') }}
),

corrections as (
    select * from {{ ref('int_identity_corrections') }}
),

overrides as (
    select
        kind, value, action,
        concat_ws(',', kind, trim(value), action, coalesce(trim({{ other }}), '')) as settings_line,
        concat_ws('|', kind, value, action, coalesce({{ other }}, '')) as correction
    from {{ ref('identity_overrides') }}
),

shared_numbers as (
    select
        'phone' as kind, 'shared_number' as reason, phone_keys.phone_key as identity_key,
        count(*) as records, count(distinct people.lead_key) as people
    from phone_keys
    inner join people on phone_keys.record_key = people.record_key
    group by 1, 2, 3
),

shared_mailboxes as (
    select
        'email' as kind, 'shared_mailbox' as reason, keys.identity_key,
        count(*) as records, count(distinct people.lead_key) as people
    from keys
    inner join people on keys.record_key = people.record_key
    where keys.kind = 'mailbox'
    group by 1, 2, 3
    having count(*) > 1
),

too_wide as (
    select
        case when split_part(wide_keys.identity_key, '|', 1) in ('email', 'phone', 'visitor')
            then split_part(wide_keys.identity_key, '|', 1) else 'record' end as kind,
        'too_wide' as reason,
        wide_keys.identity_key,
        count(*) as records,
        count(distinct people.lead_key) as people
    from wide_keys
    inner join groups on wide_keys.label = groups.label
    inner join people on groups.record_key = people.record_key
    group by 1, 2, 3
),

guards as (
    select * from shared_numbers
    union all
    select * from shared_mailboxes
    union all
    select * from too_wide
),

-- as the exports have them, before corrections
carriers as (
    select record_key, identity_key from keys
    union
    select record_key, concat('email|', link_value) from aliases where link_kind = 'email'
    union
    select record_key, concat('phone|', phone_number) from phones
),

by_hand as (
    select
        overrides.kind,
        overrides.settings_line,
        case
            when
                overrides.kind = 'domain' and max(consumer_domains.people) = 0
                then 'matches_nothing'
            when overrides.kind <> 'domain' and count(people.record_key) = 0 then 'matches_nothing'
            else concat(overrides.action, '_by_hand')
        end as reason,
        coalesce(max(consumer_domains.people), count(distinct people.record_key)) as records,
        coalesce(max(consumer_domains.people), count(distinct people.lead_key)) as people
    from overrides
    left join consumer_domains
        on overrides.kind = 'domain' and lower(trim(overrides.value)) = consumer_domains.domain
    left join corrections on overrides.correction = corrections.correction
    left join carriers on corrections.identity_key = carriers.identity_key
    left join people on carriers.record_key = people.record_key
    group by overrides.kind, overrides.settings_line, overrides.action
),

final as (
    select
        kind, reason, cast(records as bigint) as records, cast(people as bigint) as people,
        concat(kind, ',', case
            when kind = 'record' then identity_key
            -- a number's key may end with the first name that it was split by
            when kind = 'phone' then split_part(identity_key, '|', 2)
            else substr(identity_key, length(kind) + 2)
        end, ',join,') as settings_line
    from guards
    union all
    select
        'domain',
        'consumer_domain',
        cast(people as bigint),
        cast(people as bigint),
        concat('domain,', domain, ',join,')
    from consumer_domains
    where is_guarded and correction is null
    union all
    select kind, reason, cast(records as bigint), cast(people as bigint), settings_line
    from by_hand
)

select * from final
