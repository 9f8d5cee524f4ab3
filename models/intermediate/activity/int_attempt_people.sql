-- Whose is each contact attempt? Everybody's whom its links name: a meeting with two leads is a
-- contact with each of them.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

attempts as (
    select * from {{ ref('stg_contact_attempts') }}
),

links as (
    {{ linked_people(
        ref('stg_contact_attempts'), links, ref('int_activity_links'), names_system=true
    ) | indent(4) }}
),

company_people as (
    select * from {{ ref('int_company_activities') }} where activity_kind = 'attempt'
),

owners as (
    select * from {{ ref('int_owner_words') }}
),

final as (
    select
        concat_ws('|', attempts.source_system, attempts.attempt_id) as attempt_key,
        coalesce(links.lead_key, company_people.lead_key) as lead_key,
        attempts.occurred_at,
        attempts.occurred_at_is_date_only,
        attempts.contact_channel,
        attempts.direction,
        attempts.outcome,
        attempts.is_connect,
        coalesce(owners.owner, attempts.rep_as_given) as rep,
        attempts.duration_seconds,
        attempts.recorded_at,
        attempts.source_system,
        attempts.source_file,
        attempts.source_row
    from attempts
    left join links on {{ link_hash(links, 'attempts', names_system=true) }} = links.link_hash
    left join company_people
        on attempts.source_system = company_people.source_system
        and attempts.attempt_id = company_people.activity_id
    left join owners on lower(trim(attempts.rep_as_given)) = owners.owner_word
)

select * from final
