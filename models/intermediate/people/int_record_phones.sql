-- Under which telephone numbers can each record's person be reached, or could in an older version?
-- A number that names no country is one of the record's own country.
with

telephones as (
    select * from {{ ref('stg_telephones') }}
),

versions as (
    select * from {{ ref('stg_lead_versions') }}
),

-- most records have one number, which needs no taking apart
numbers as (
    select record_key, phone as number, country_as_given
    from versions
    where phone not like '%;%'
    union all
    select versions.record_key, number, versions.country_as_given
    from versions
    {{ split_rows('versions.phone', ';', 'number') }}
    where versions.phone like '%;%'
),

records as (
    select
        record_key,
        trim(number) as number_as_given,
        coalesce(lower(trim(country_as_given)), '') as country_as_given
    from numbers
),

final as (
    select
        records.record_key,
        telephones.phone_number,
        min(telephones.national_number) as national_number,
        bool_or(telephones.is_country_named) as is_country_named
    from records
    inner join telephones
        on records.number_as_given = telephones.number_as_given
        and records.country_as_given = telephones.country_as_given
    where telephones.phone_number is not null
    group by 1, 2
)

select * from final
