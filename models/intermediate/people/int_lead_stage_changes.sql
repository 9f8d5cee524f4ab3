-- Which changes of a lead's stage does its system tell, whichever way it has to tell them?
{{ stage_history(
    ref('stg_lead_stage_changes'), ref('stg_leads'), ref('stg_lead_states'), 'lead_id',
    ['lifecycle_stage', 'status'], 'has_stage_dates'
) }},

final as (
    select
        source_system, lead_id, stage_as_given, reason, changed_at, changed_at_is_date_only,
        source_file, source_row
    from changes
    union all
    select
        source_system, lead_id, stage_as_given, null, created_at, created_at_is_date_only,
        source_file, source_row
    from beginnings
    where stage_as_given is not null
    union all
    select
        source_system, lead_id, state, null, seen_at, seen_at_is_date_only, source_file, source_row
    from seen
)

select * from final
