-- Under which telephone number can each record's person be reached?
-- A number that names no country is one of the record's own country.
with

countries as (
    select lower(trim(countries.alias)) as alias, min(calling_codes.calling_code) as calling_code
    from {{ ref('countries') }} as countries
    inner join {{ ref('calling_codes') }} as calling_codes on countries.country = calling_codes.country
    group by 1
),

records as (
    select
        leads.record_key,
        leads.phone,
        coalesce(countries.calling_code, '{{ var("calling_code") }}') as calling_code
    from {{ ref('stg_leads') }} as leads
    left join countries on lower(trim(leads.country_as_given)) = countries.alias
    where leads.phone is not null
),

final as (
    select record_key, {{ phone_number('phone', 'calling_code') }} as phone_number
    from records
)

select * from final
where phone_number is not null
