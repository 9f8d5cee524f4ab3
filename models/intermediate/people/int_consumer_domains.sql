-- Which domains give mailboxes to consumers, although no list names them?
-- Those of many people of whom few name a company. A correction by hand decides either way.
with

leads as (
    select
        record_key,
        company,
        company_id,
        {{ company_domain('company_domain', 'email') }} as domain
    from {{ ref('stg_leads') }}
),

people as (
    select * from {{ ref('int_person_records') }}
),

corrections as (
    select lower(trim(value)) as domain, max(action) as action
    from {{ ref('identity_overrides') }}
    where kind = 'domain'
    group by 1
),

frequent as (
    select domain
    from leads
    where domain is not null
    group by 1
    having count(*) > {{ var('consumer_domain_people') }}
    union
    select domain from corrections
),

records as (
    select
        people.lead_key, leads.domain,
        leads.company_id is not null
        or {{ company_word('leads.company') }} is not null as names_company
    from leads
    inner join frequent on leads.domain = frequent.domain
    inner join people on leads.record_key = people.record_key
),

domain_people as (
    select domain, lead_key, bool_or(names_company) as names_company
    from records
    group by 1, 2
),

counts as (
    select domain, count(*) as people, count_if(names_company) as people_with_company
    from domain_people
    group by 1
),

final as (
    select
        frequent.domain,
        coalesce(counts.people, 0) as people,
        coalesce(counts.people_with_company, 0) as people_with_company,
        corrections.action as correction,
        coalesce(counts.people, 0) > {{ var('consumer_domain_people') }}
        and counts.people_with_company * 2 < counts.people as is_guarded,
        case
            when corrections.action is not null then corrections.action = 'split'
            else
                counts.people > {{ var('consumer_domain_people') }}
                and counts.people_with_company * 2 < counts.people
        end as is_nobodys
    from frequent
    left join counts on frequent.domain = counts.domain
    left join corrections on frequent.domain = corrections.domain
)

select * from final
