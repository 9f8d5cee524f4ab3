-- Which company is each company record of a CRM? Its domain, where the two mean each other most
-- often (so that people without the id belong to it too); else the record itself.
with

leads as (
    select source_system, company_id, company_domain, email from {{ ref('stg_leads') }}
    where company_id is not null
),

deals as (
    select source_system, company_id, company_domain, {{ first_email('email') }} as email
    from {{ ref('stg_opportunities') }}
    where company_id is not null
),

invoices as (
    select source_system, company_id, company_domain, {{ first_email('email') }} as email
    from {{ ref('stg_invoices') }}
    where company_id is not null
),

consumer_domains as (
    select domain from {{ ref('int_consumer_domains') }} where is_nobodys
),

mentions as (
    select * from leads
    union all
    select * from deals
    union all
    select * from invoices
),

named as (
    select
        source_system,
        {{ company_record('source_system', 'company_id') }} as company_record,
        {{ company_domain('company_domain', 'email') }} as domain,
        count(*) as mentions
    from mentions
    group by 1, 2, 3
),

pairs as (
    select
        named.source_system,
        named.company_record,
        case when consumer_domains.domain is null then named.domain end as domain,
        named.mentions
    from named
    left join consumer_domains on named.domain = consumer_domains.domain
    where named.company_record is not null
),

ranked as (
    select
        company_record,
        domain,
        row_number() over (
            partition by company_record order by domain is null, mentions desc, domain
        ) as domain_rank,
        row_number() over (
            partition by source_system, domain order by mentions desc, company_record
        ) as company_rank
    from pairs
),

final as (
    select
        company_record,
        case when domain is not null and company_rank = 1 then domain else company_record end
            as company_key
    from ranked
    where domain_rank = 1
)

select * from final
