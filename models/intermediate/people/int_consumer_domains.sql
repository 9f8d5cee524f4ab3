-- Which domains give mailboxes to consumers, although no list names them?
-- Those of many people of whom few name a company, or who name nearly as many companies as they
-- are. A correction by hand decides either way.
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
        coalesce({{ company_word('leads.company') }}, leads.company_id) as company_name
    from leads
    inner join frequent on leads.domain = frequent.domain
    inner join people on leads.record_key = people.record_key
),

counts as (
    select
        domain,
        count(distinct lead_key) as people,
        count(distinct case when company_name is not null then lead_key end) as people_with_company,
        count(distinct company_name) as companies
    from records
    group by 1
),

judged as (
    select
        *,
        people > {{ var('consumer_domain_people') }} and (
            people_with_company * 2 < people
            or (people_with_company > {{ var('consumer_domain_people') }}
                and companies * 2 > people_with_company)
        ) as is_guarded
    from counts
),

final as (
    select
        frequent.domain,
        coalesce(judged.people, 0) as people,
        coalesce(judged.people_with_company, 0) as people_with_company,
        corrections.action as correction,
        coalesce(judged.is_guarded, false) as is_guarded,
        case
            when corrections.action is not null then corrections.action = 'split'
            else judged.is_guarded
        end as is_nobodys
    from frequent
    left join judged on frequent.domain = judged.domain
    left join corrections on frequent.domain = corrections.domain
)

select * from final
