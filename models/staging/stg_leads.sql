{%- set dated = [
    'created_at', 'assigned_at', 'mql_at', 'sql_at', 'opportunity_at', 'customer_at',
    'disqualified_at', 'nurture_at', 'updated_at',
] -%}

with

source as (
    {{ current_versions('leads') | indent(4) }}
),

renamed as (
    select
        -- ids
        {{ record_key('_source_system', 'record_type', 'lead_id') }} as record_key,
        _source_system as source_system,
        record_type,
        lead_id,
        contact_id,
        opportunity_id,
        company_id,
        merged_into_id,
        merged_ids,

        -- person and company
        {{ first_email("concat_ws(';', email, other_emails)") }} as email,
        {{ email_list("concat_ws(';', email, other_emails)") }} as emails,
        phone,
        first_name,
        last_name,
        job_title,
        linkedin_url,
        company,
        lower(trim(company_domain)) as company_domain,
        industry,
        employees,
        country as country_as_given,
        state_region,
        city,

        -- origin
        lead_type as lead_type_as_given,
        {{ without_addresses('offer') }} as offer,
        channel as channel_as_given,
        {{ source_or_page('landing_page') }} as source,
        {{ medium_or_page('landing_page') }} as medium,
        {{ without_addresses(campaign_or_page('landing_page')) }} as campaign,
        {{ page_address('landing_page') }} as landing_page,
        latest_source,
        product_interest,

        -- state
        lifecycle_stage,
        status,
        {{ without_addresses('status_reason') }} as status_reason,
        owner as owner_as_given,
        opted_out as is_opted_out,
        is_state_later_than_as_of,
        has_other_versions,
        -- also of days after as_of, which are empty below
        coalesce(
            mql_at, sql_at, opportunity_at, customer_at, disqualified_at, nurture_at
        ) is not null as has_stage_dates,
        notes,
        extra,

        -- timestamps
        {%- for column in dated %}
        {{ known_time(column, 'source') }} as {{ column }},
        {{ column }}_is_date_only,
        {%- endfor %}
        {{ known_time('next_activity_at', may_be_future=true) }} as next_activity_at,
        next_activity_at_is_date_only,

        -- lineage
        _exported_at as exported_at,
        _file as source_file,
        _row as source_row
    from source
    -- a deleted record that was merged into another is still one of its person's
    where not coalesce(is_deleted, false) or merged_into_id is not null
)

select * from renamed
