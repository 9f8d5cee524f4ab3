{{ config(materialized='view') }}

-- What is known about each person? Owner and status come from the newest record, everything
-- else from the first record that has it. A view: its one reader writes the same columns.
{%- set first_known = [
    'email', 'phone', 'first_name', 'last_name', 'job_title', 'linkedin_url', 'company',
    'company_domain', 'own_domain', 'company_record', 'industry', 'employees', 'country_as_given',
    'state_region', 'city',
    'lead_type_as_given', 'offer', 'source', 'medium', 'campaign', 'landing_page',
    'latest_source', 'product_interest', 'extra', 'notes',
] %}
{%- set newest = [
    'lifecycle_stage', 'status', 'status_reason', 'owner_as_given',
    'is_state_later_than_as_of', 'updated_at',
] %}

with

people as (
    select * from {{ ref('int_person_records') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

records as (
    select
        leads.*,
        {{ company_domain('leads.company_domain', 'leads.email') }} as own_domain,
        {{ company_record('leads.source_system', 'leads.company_id') }} as company_record,
        people.lead_key, people.record_number, people.newest_record_number, people.is_merged,
        people.record_count, origins.channel, origins.is_given
    from {{ ref('stg_leads') }} as leads
    inner join people on leads.record_key = people.record_key
    left join origins
        on {{ origin_hash(
            'leads.source_system', 'leads.channel_as_given', 'leads.source', 'leads.medium',
            'leads.campaign'
        ) }}
        = origins.origin_hash
),

-- most people have one record, which needs no comparing
single as (
    select
        lead_key,
        source_system,
        lead_id,
        created_at,
        created_at_is_date_only,
        source_file,
        source_row,
        record_count,
        case when is_given then channel else 'Unknown' end as channel,
        {%- for column in first_known + newest %}
        {{ column }},
        {%- endfor %}
        assigned_at,
        assigned_at_is_date_only,
        next_activity_at,
        coalesce(is_opted_out, false) as has_opted_out
    from records
    where record_count = 1
),

several as (
    select
        lead_key,
        min_by(source_system, record_number) as source_system,
        min_by(lead_id, record_number) as lead_id,
        min_by(created_at, record_number) as created_at,
        min_by(created_at_is_date_only, record_number) as created_at_is_date_only,
        min_by(source_file, record_number) as source_file,
        min_by(source_row, record_number) as source_row,
        count(*) as record_count,
        coalesce(min_by(channel, record_number) filter (where is_given), 'Unknown') as channel,
        {%- for column in first_known %}
        min_by({{ column }}, record_number) filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        {%- for column in newest %}
        min_by({{ column }}, newest_record_number)
            filter (where {{ column }} is not null) as {{ column }},
        {%- endfor %}
        min_by(assigned_at, newest_record_number)
            filter (where assigned_at is not null) as assigned_at,
        min_by(assigned_at_is_date_only, newest_record_number)
            filter (where assigned_at_is_date_only is not null) as assigned_at_is_date_only,
        max(next_activity_at) filter (where not is_merged) as next_activity_at,
        -- who refused contact in one record refused it
        coalesce(bool_or(is_opted_out), false) as has_opted_out
    from records
    where record_count > 1
    group by 1
),

final as (
    select * from single
    union all
    select * from several
)

select * from final
