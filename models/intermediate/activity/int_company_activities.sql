-- Whose is an attempt or task whose links find nobody but a company? Its company's earliest lead
-- that was open before it, as for deals.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

activities as (
    select
        'attempt' as activity_kind,
        source_system,
        attempt_id as activity_id,
        {{ links | join(', ') }},
        link_system,
        company_id,
        -- a day without a time may be any hour of it
        case when occurred_at_is_date_only
            then {{ dbt.dateadd('second', 86399, 'occurred_at') }}
            else occurred_at
        end as before_at
    from {{ ref('stg_contact_attempts') }}
    where company_id is not null
    union all
    select
        'task',
        source_system,
        task_id,
        {{ links | join(', ') }},
        link_system,
        company_id,
        created_at
    from {{ ref('stg_tasks') }}
    where company_id is not null
),

links as (
    {{ linked_people(
        'activities', links, ref('int_activity_links'), names_system=true
    ) | indent(4) }}
),

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join {{ ref('int_person_records') }} as people on leads.record_key = people.record_key
    where leads.company_id is not null
),

stage_events as (
    select * from {{ ref('int_stage_events') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

linked as (
    select distinct link_hash from links
),

unlinked as (
    select activities.*
    from activities
    left join linked on {{ link_hash(links, 'activities', names_system=true) }} = linked.link_hash
    where linked.link_hash is null
),

activity_companies as (
    select activity_kind, source_system, activity_id, before_at, trim(id) as company_id, id_position
    from unlinked
    {{ split_rows('unlinked.company_id', ';', 'id') }}
),

lead_companies as (
    select lead_key, source_system, record_key, created_at, trim(id) as company_id, id_position
    from leads
    {{ split_rows('leads.company_id', ';', 'id') }}
),

candidates as (
    select
        activity_companies.activity_kind,
        activity_companies.source_system,
        activity_companies.activity_id,
        activity_companies.before_at,
        activity_companies.id_position,
        lead_companies.lead_key,
        lead_companies.record_key,
        lead_companies.created_at
    from activity_companies
    inner join lead_companies
        on activity_companies.source_system = lead_companies.source_system
        and activity_companies.company_id = lead_companies.company_id
        and activity_companies.before_at >= lead_companies.created_at
),

-- a further record opens a case again
entered as (
    select lead_key, stage, entered_at from stage_events
    union all
    select lead_key, 'lead', created_at from leads
),

last_stages as (
    select
        candidates.activity_kind,
        candidates.source_system,
        candidates.activity_id,
        candidates.lead_key,
        stages.is_final as is_closed
    from candidates
    inner join entered
        on candidates.lead_key = entered.lead_key and candidates.before_at >= entered.entered_at
    inner join stages on entered.stage = stages.stage
    qualify row_number() over (
        partition by
            candidates.activity_kind, candidates.source_system, candidates.activity_id,
            candidates.lead_key
        order by entered.entered_at desc, stages.position desc
    ) = 1
),

final as (
    select
        candidates.activity_kind,
        candidates.source_system,
        candidates.activity_id,
        candidates.lead_key
    from candidates
    inner join last_stages
        on candidates.activity_kind = last_stages.activity_kind
        and candidates.source_system = last_stages.source_system
        and candidates.activity_id = last_stages.activity_id
        and candidates.lead_key = last_stages.lead_key
        and not last_stages.is_closed
    qualify row_number() over (
        partition by candidates.activity_kind, candidates.source_system, candidates.activity_id
        order by candidates.id_position, candidates.created_at, candidates.record_key
    ) = 1
)

select * from final
