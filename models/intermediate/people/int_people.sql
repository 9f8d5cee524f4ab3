-- Who is each person: type, channel, owner, country and company, all in agreed words?
with

attributes as (
    select * from {{ ref('int_person_attributes') }}
),

owners as (
    select * from {{ ref('int_owner_words') }}
),

countries as (
    select lower(trim(alias)) as alias, min(country) as country
    from {{ ref('countries') }}
    group by 1
),

companies as (
    select * from {{ ref('int_companies') }}
),

consumer_domains as (
    select domain from {{ ref('int_consumer_domains') }} where is_nobodys
),

lead_types as (
    select * from {{ ref('int_person_lead_types') }}
),

named as (
    select
        attributes.* except (own_domain),
        lead_types.lead_type,
        owners.owner,
        coalesce(owners.team, case when attributes.owner_as_given is not null then 'Unknown' end)
            as team,
        coalesce(countries.country, attributes.country_as_given) as country,
        case when consumer_domains.domain is null then attributes.own_domain end as own_domain,
        companies.company_key
    from attributes
    inner join lead_types on attributes.lead_key = lead_types.lead_key
    left join owners on lower(trim(attributes.owner_as_given)) = owners.owner_word
    left join companies on attributes.company_record = companies.company_record
    left join consumer_domains on attributes.own_domain = consumer_domains.domain
    left join countries on lower(trim(attributes.country_as_given)) = countries.alias
),

final as (
    select
        *,
        coalesce(company_key, own_domain, lead_key) as customer_key,
        -- left alone by lot, to see what others would have bought by themselves
        coalesce(
            lower(trim({{ json_text('extra', "'" ~ var('holdout_field') ~ "'") }}))
            in {{ one_of(var('holdout_words')) }}, false
        ) as is_held_out,
        {{ local_date('created_at') }} as created_date
    from named
)

select * from final
