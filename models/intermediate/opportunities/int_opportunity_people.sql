-- Which person does each opportunity belong to?
-- The linked record; else the company's earliest lead that was open before it; else nobody.
with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

links as (
    {{ resolved_links(
        ref('stg_opportunities'), ['lead_id', 'contact_id', 'opportunity_id', 'email']
    ) | indent(4) }}
),

linked as (
    select opportunities.opportunity_key, links.lead_key
    from opportunities
    inner join links
        on {{ link_hash(['lead_id', 'contact_id', 'opportunity_id', 'email'], 'opportunities') }}
        = links.link_hash
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

by_company as (
    select opportunity_key, lead_key
    from company_matches
    where
        created_at <= opportunity_created_at
        and coalesce(disqualified_at > opportunity_created_at, true)
        and coalesce(customer_at > opportunity_created_at, true)
    qualify row_number() over (
        partition by opportunity_key order by preference, created_at, record_key
    ) = 1
),

final as (
    select opportunity_key, lead_key, 'link' as matched_by from linked
    union all
    select opportunity_key, lead_key, 'company' from by_company
)

select * from final
