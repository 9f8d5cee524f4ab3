with

source as (
    {{ current_versions('contact_attempts') | indent(4) }}
),

renamed as (
    select
        -- ids
        _source_system as source_system,
        attempt_id,
        lead_id,
        contact_id,
        opportunity_id,
        company_id,
        link_system,
        -- may be a list: each address is normalised where it is looked up
        email,
        phone,

        -- attempt
        channel as contact_channel,
        coalesce(direction, 'outbound') as direction,
        outcome,
        coalesce(outcome in ('connected', 'replied', 'meeting_held'), false) as is_connect,
        rep as rep_as_given,
        duration_seconds,
        subject,

        -- timestamps
        {{ known_time('occurred_at', 'source') }} as occurred_at,
        occurred_at_is_date_only,
        {{ known_time('recorded_at', 'source') }} as recorded_at,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
    where not coalesce(is_deleted, false)
)

select * from renamed
