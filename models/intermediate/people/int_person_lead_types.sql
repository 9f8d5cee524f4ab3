-- Of which type is each person? The record's own word, else the first rule that matches.
with

people as (
    select
        attributes.*,
        lower(trim(attributes.lead_type_as_given)) as lead_type,
        attributes.country_as_given as country,
        attributes.owner_as_given as owner
    from {{ ref('int_person_attributes') }} as attributes
),

untyped as (
    select * from people where nullif(lead_type, '') is null
),

rules as (
    select * from {{ ref('lead_type_rules') }}
),

matches as (
    select untyped.lead_key, min_by(rules.lead_type, rules.priority) as lead_type
    from untyped
    cross join rules
    left join {{ ref('int_first_touches') }} as first_touches
        on untyped.lead_key = first_touches.lead_key
    where
        {{ rule_matches(
            'rules.operator', lead_field('rules.field', 'untyped', 'first_touches'),
            'rules.value'
        ) }}
    group by 1
),

final as (
    select
        people.lead_key,
        coalesce(nullif(people.lead_type, ''), matches.lead_type, 'other') as lead_type
    from people
    left join matches on people.lead_key = matches.lead_key
)

select * from final
