{{ config(materialized='view') }}

-- By which names was each record known in any version? A merge, a corrected address or a new
-- telephone hides what an older export still shows, and activities go on using it.
-- Versions exported after as_of are news of later, unless the one in force is.
with

-- read by itself: engines keep what is read twice in memory
with_other_versions as (
    select source_system, record_type, lead_id, source_file, source_row
    from {{ ref('stg_leads') }}
    where has_other_versions
),

run as (
    select * from {{ ref('run') }}
),

source as (
    select * from {{ source('raw', 'leads') }}
),

older as (
    select source.*
    from source
    cross join run
    inner join with_other_versions as in_force
        on source._source_system = in_force.source_system
        and source.record_type = in_force.record_type
        and source.lead_id = in_force.lead_id
    where
        (source._file <> in_force.source_file or source._row <> in_force.source_row)
        and not {{ is_exported_later('source._exported_at') }}
        and {{ known_time('source.created_at') }} is not null
),

renamed as (
    select
        record_key, source_system, record_type, email, emails, phone, country_as_given,
        merged_into_id, merged_ids, contact_id, opportunity_id, has_other_versions
    from {{ ref('stg_leads') }}
    union all
    select
        {{ record_key('_source_system', 'record_type', 'lead_id') }},
        _source_system,
        record_type,
        {{ first_email("concat_ws(';', email, other_emails)") }},
        {{ email_list("concat_ws(';', email, other_emails)") }},
        phone,
        country,
        merged_into_id,
        merged_ids,
        contact_id,
        opportunity_id,
        true
    from older
)

select * from renamed
