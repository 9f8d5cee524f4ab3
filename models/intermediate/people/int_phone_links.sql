-- Which person does a telephone number in an activity mean, as it is written there?
-- Digits without a country are compared with people's numbers before a country is guessed. A
-- number too widely shared to be one person's (a switchboard) says nothing about who was called.
with

written as (
    select * from {{ ref('stg_telephones') }} where country_as_given = ''
),

phones as (
    select * from {{ ref('int_record_phones') }}
),

people as (
    select * from {{ ref('int_person_records') }}
),

people_phones as (
    select distinct
        phones.phone_number, phones.national_number, phones.is_country_named, people.lead_key
    from phones
    inner join people on phones.record_key = people.record_key
),

matches as (
    select written.number_as_given, 1 as preference, people_phones.lead_key
    from written
    inner join people_phones on written.phone_number = people_phones.phone_number
    where written.is_country_named
    union all
    select written.number_as_given, 2, people_phones.lead_key
    from written
    inner join people_phones on concat('+', written.national_number) = people_phones.phone_number
    where not written.is_country_named
    union all
    select written.number_as_given, 3, people_phones.lead_key
    from written
    inner join people_phones on written.national_number = people_phones.national_number
    where not written.is_country_named
    union all
    select written.number_as_given, 4, people_phones.lead_key
    from written
    inner join people_phones on written.phone_number = people_phones.phone_number
    where not written.is_country_named
    union all
    -- somebody whose number was noted without a country that calling_code fits
    select written.number_as_given, 5, people_phones.lead_key
    from written
    inner join people_phones on written.national_number = people_phones.national_number
    where written.is_country_named and not people_phones.is_country_named
),

by_preference as (
    select
        number_as_given,
        preference,
        min(lead_key) as lead_key,
        count(distinct lead_key) as people,
        min(preference) over (partition by number_as_given) as best_preference
    from matches
    group by 1, 2
),

final as (
    select number_as_given, lead_key
    from by_preference
    where people = 1 and not (preference = 5 and best_preference = 1)
    qualify row_number() over (partition by number_as_given order by preference) = 1
)

select * from final
