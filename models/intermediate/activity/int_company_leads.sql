-- Which people of its company could an opportunity that names nobody belong to?
-- The company is the one with the deal's id, else with its domain, else with its name.
with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

contacts as (
    select * from {{ ref('int_opportunity_contacts') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

people as (
    select * from {{ ref('int_person_records') }}
),

companies as (
    select * from {{ ref('int_companies') }}
),

consumer_domains as (
    select domain from {{ ref('int_consumer_domains') }} where is_nobodys
),

unlinked as (
    select
        opportunities.*,
        -- a day without a time may be any hour of it
        case when opportunities.created_at_is_date_only
            then {{ dbt.dateadd('second', 86399, 'opportunities.created_at') }}
            else opportunities.created_at
        end as before_at,
        {{ company_domain('opportunities.company_domain', first_email('opportunities.email')) }}
            as own_domain
    from opportunities
    left join contacts on opportunities.opportunity_key = contacts.opportunity_key
    where contacts.opportunity_key is null
),

-- nothing to do where every deal names somebody
candidates as (
    select
        leads.*,
        people.lead_key,
        {{ company_domain('leads.company_domain', 'leads.email') }} as own_domain
    from leads
    inner join people on leads.record_key = people.record_key
    where exists (select 1 from unlinked)
),

deal_ids as (
    select unlinked.opportunity_key, unlinked.source_system, trim(id) as company_id, id_position
    from unlinked
    {{ split_rows('unlinked.company_id', ';', 'id') }}
    where unlinked.company_id is not null
),

lead_ids as (
    select candidates.record_key, candidates.source_system, trim(id) as company_id, id_position
    from candidates
    {{ split_rows('candidates.company_id', ';', 'id') }}
    where candidates.company_id is not null
),

deal_domains as (
    select unlinked.opportunity_key, coalesce(unlinked.own_domain, companies.company_key) as domain
    from unlinked
    left join companies
        on {{ company_record('unlinked.source_system', 'unlinked.company_id') }}
        = companies.company_record
),

deal_words as (
    select
        unlinked.opportunity_key,
        {{ company_word('company_name') }} as company_word,
        company_name_position as company_position
    from unlinked
    {{ split_rows('unlinked.company', ';', 'company_name') }}
    where unlinked.company is not null
),

lead_words as (
    select candidates.record_key, {{ company_word('company_name') }} as company_word
    from candidates
    {{ split_rows('candidates.company', ';', 'company_name') }}
    where candidates.company is not null
),

matches as (
    select
        deal_ids.opportunity_key,
        lead_ids.record_key,
        100 * deal_ids.id_position + lead_ids.id_position as preference
    from deal_ids
    inner join lead_ids
        on deal_ids.source_system = lead_ids.source_system
        and deal_ids.company_id = lead_ids.company_id
    union all
    select deal_domains.opportunity_key, candidates.record_key, 1000000
    from deal_domains
    inner join candidates on deal_domains.domain = candidates.own_domain
    left join consumer_domains on deal_domains.domain = consumer_domains.domain
    where consumer_domains.domain is null
    union all
    select deal_words.opportunity_key, lead_words.record_key, 2000000 + deal_words.company_position
    from deal_words
    inner join lead_words on deal_words.company_word = lead_words.company_word
),

final as (
    select
        matches.opportunity_key,
        candidates.record_key,
        candidates.lead_key,
        candidates.created_at,
        unlinked.before_at,
        min(matches.preference) as preference
    from matches
    inner join unlinked on matches.opportunity_key = unlinked.opportunity_key
    inner join candidates on matches.record_key = candidates.record_key
    where candidates.created_at <= unlinked.before_at
    group by 1, 2, 3, 4, 5
)

select * from final
