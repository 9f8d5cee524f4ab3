-- What does each person's record say in the fields that rules ask for? Empty text where nothing.

with

people as (
    select
        * exclude (country, owner),
        coalesce(country, country_as_given) as country,
        coalesce(owner, owner_as_given) as owner
    from {{ ref('int_people') }}
),

fields as (
    select distinct field from {{ ref('int_rule_checks') }} where kind = 'field'
),

final as (
    select
        people.lead_key,
        fields.field,
        coalesce(trim({{ lead_field('fields.field', 'people') }}), '') as value
    from people
    cross join fields
    union all
    -- a rule may name a country or an owner as the export writes it
    select
        people.lead_key,
        fields.field,
        trim(case fields.field when 'country' then people.country_as_given else people.owner_as_given end)
    from people
    inner join fields
        on (fields.field = 'country' and people.country_as_given <> people.country)
        or (fields.field = 'owner' and people.owner_as_given <> people.owner)
)

select * from final
