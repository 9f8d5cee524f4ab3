-- Which person does each opportunity belong to?
-- The linked record; else the company's earliest lead that was open before it; else nobody.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

links as (
    {{ resolved_links(ref('stg_opportunities'), links) | indent(4) }}
),

linked as (
    select opportunities.opportunity_key, links.lead_key
    from opportunities
    inner join links
        on {{ link_hash(links, 'opportunities') }} = links.link_hash
),

records as (
    select
        leads.*,
        people.lead_key,
        {{ company_domain('leads.company_domain', 'leads.email') }} as own_domain,
        lower(trim(leads.company)) as company_word
    from {{ ref('stg_leads') }} as leads
    inner join {{ ref('int_person_records') }} as people on leads.record_key = people.record_key
),

unlinked as (
    select opportunities.*, lower(trim(opportunities.company)) as company_word
    from opportunities
    left join linked on opportunities.opportunity_key = linked.opportunity_key
    where linked.opportunity_key is null
),

company_matches as (
    select
        unlinked.opportunity_key,
        unlinked.created_at as opportunity_created_at,
        1 as preference,
        records.*
    from unlinked
    inner join records on unlinked.company_domain = records.own_domain
    union all
    select unlinked.opportunity_key, unlinked.created_at, 2, records.*
    from unlinked
    inner join records on unlinked.company_word = records.company_word
),

-- recorded changes beat the date columns; a further record opens a case again
stage_events as (
    select lead_key, stage, entered_at from {{ ref('int_person_stage_changes') }}
    union all
    select lead_key, 'lead', created_at from records
    {%- for stage in ['disqualified', 'nurture', 'customer'] %}
    union all
    select records.lead_key, '{{ stage }}', records.{{ stage }}_at
    from records
    left join (
        select distinct lead_key from {{ ref('int_person_stage_changes') }} where stage = '{{ stage }}'
    ) as changed on records.lead_key = changed.lead_key
    where records.{{ stage }}_at is not null and changed.lead_key is null
    {%- endfor %}
),

matched_people as (
    select distinct opportunity_key, opportunity_created_at, lead_key
    from company_matches
    where created_at <= opportunity_created_at
),

last_stages as (
    select
        matched_people.opportunity_key,
        matched_people.lead_key,
        stages.is_terminal or stage_events.stage = 'customer' as is_closed
    from matched_people
    inner join stage_events
        on matched_people.lead_key = stage_events.lead_key
        and stage_events.entered_at <= matched_people.opportunity_created_at
    inner join {{ ref('stages') }} as stages on stage_events.stage = stages.stage
    qualify row_number() over (
        partition by matched_people.opportunity_key, matched_people.lead_key
        order by stage_events.entered_at desc, stages.position desc
    ) = 1
),

by_company as (
    select company_matches.opportunity_key, company_matches.lead_key
    from company_matches
    inner join last_stages
        on company_matches.opportunity_key = last_stages.opportunity_key
        and company_matches.lead_key = last_stages.lead_key
        and not last_stages.is_closed
    where company_matches.created_at <= company_matches.opportunity_created_at
    qualify row_number() over (
        partition by company_matches.opportunity_key
        order by company_matches.preference, company_matches.created_at, company_matches.record_key
    ) = 1
),

final as (
    select opportunity_key, lead_key, 'link' as matched_by from linked
    union all
    select opportunity_key, lead_key, 'company' from by_company
)

select * from final
