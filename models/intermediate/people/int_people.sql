-- Who is each person: type, channel, owner, country and company, all in agreed words?
with

attributes as (
    select
        *,
        nullif(lower(trim(lead_type_as_given)), '') as lead_type,
        country_as_given as country,
        owner_as_given as owner
    from {{ ref('int_person_attributes') }}
),

touches as (
    select * from {{ ref('int_touchpoints') }}
),

lead_type_rules as (
    select * from {{ ref('lead_type_rules') }}
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

-- The record's own word says of which type a person is, else the first rule that matches. First
-- touches are only looked for where a rule wants to know.
untyped as (
    select * from attributes where lead_type is null
),

untyped_touches as (
    select touches.*
    from touches
    inner join untyped on touches.lead_key = untyped.lead_key
    where exists (select 1 from lead_type_rules where field like 'first_touch.%')
),

first_touches as (
    select *
    from untyped_touches
    qualify row_number() over (partition by lead_key order by occurred_at, touchpoint_key) = 1
),

types_by_rule as (
    select untyped.lead_key, min_by(rules.lead_type, rules.priority) as lead_type
    from untyped
    cross join lead_type_rules as rules
    left join first_touches on untyped.lead_key = first_touches.lead_key
    where
        {{ rule_matches(
            'rules.operator', lead_field('rules.field', 'untyped', 'first_touches'),
            'rules.value'
        ) }}
    group by 1
),

named as (
    select
        attributes.* except (own_domain, lead_type, country, owner),
        coalesce(attributes.lead_type, types_by_rule.lead_type, 'other') as lead_type,
        owners.owner,
        coalesce(owners.team, case when attributes.owner_as_given is not null then 'Unknown' end)
            as team,
        coalesce(countries.country, attributes.country_as_given) as country,
        case when consumer_domains.domain is null then attributes.own_domain end as own_domain,
        companies.company_key
    from attributes
    left join types_by_rule on attributes.lead_key = types_by_rule.lead_key
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
