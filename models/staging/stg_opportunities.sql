with

source as (
    {{ current_versions('opportunities') | indent(4) }}
),

-- of deals that were merged an older export still shows each
merged as (
    select distinct
        exported._source_system, {{ merged_id('id') }} as opportunity_id
    from {{ source('raw', 'opportunities') }} as exported
    cross join {{ ref('run') }} as run
    {{ split_rows('exported.merged_ids', ';', 'id') }}
    where
        exported.merged_ids is not null
        and not {{ is_exported_later('exported._exported_at') }}
        and {{ merged_id('id') }} <> exported.opportunity_id
),

renamed as (
    select
        -- ids
        concat_ws('|', _source_system, opportunity_id) as opportunity_key,
        _source_system as source_system,
        opportunity_id,
        merged_ids,
        lead_id,
        contact_id,
        -- may be a list: each address is normalised where it is looked up
        email,
        phone,
        company,
        company_id,
        lower(trim(company_domain)) as company_domain,

        -- opportunity
        name as opportunity_name,
        pipeline,
        stage as stage_as_given,
        coalesce(type, 'new') as opportunity_type,
        {{ without_addresses('lost_reason') }} as lost_reason,
        owner as owner_as_given,
        source,
        {{ without_addresses('campaign') }} as campaign,
        next_step,

        -- money
        amount as amount_original,
        upper(trim(currency)) as currency,

        -- state
        is_won as is_won_as_given,
        is_closed as is_closed_as_given,
        is_state_later_than_as_of,
        extra,

        -- timestamps; closed_at may be an expected date
        {{ known_time('created_at', 'source') }} as created_at,
        created_at_is_date_only,
        {{ known_time('closed_at', may_be_future=true) }} as closed_at,
        closed_at_is_date_only,
        {{ known_time('expected_close_at', may_be_future=true) }} as expected_close_at,
        {{ known_time('updated_at', 'source') }} as updated_at,

        -- lineage
        _exported_at as exported_at,
        _file as source_file,
        _row as source_row
    from source
    where
        not coalesce(is_deleted, false)
        and not exists (
            select 1 from merged
            where
                source._source_system = merged._source_system
                and source.opportunity_id = merged.opportunity_id
        )
)

select * from renamed
