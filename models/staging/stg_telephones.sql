with

source as (
    select * from {{ source('raw', '_telephones') }}
),

renamed as (
    select
        number_as_given,
        country_as_given,
        phone_number,
        national_number,
        is_country_named
    from source
)

select * from renamed
