with

source as (
    {{ current_versions('invoices') | indent(4) }}
),

renamed as (
    select
        -- ids
        concat_ws('|', _source_system, invoice_id) as invoice_key,
        _source_system as source_system,
        invoice_id,
        lead_id,
        contact_id,
        opportunity_id,
        -- may be a list: each address is normalised where it is looked up
        email,
        phone,
        company,
        company_id,
        lower(trim(company_domain)) as company_domain,

        -- money
        amount as amount_original,
        upper(trim(currency)) as currency,
        status,

        -- timestamps; the period of the service may lie ahead
        {{ known_time('issued_at', 'source') }} as issued_at,
        {{ known_time('paid_at', 'source') }} as paid_at,
        period_start,
        period_end,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
