-- Which changes of an opportunity's stage does its system tell, whichever way it has to tell them?
{{ stage_history(
    ref('stg_opportunity_stage_changes'), ref('stg_opportunities'), ref('stg_opportunity_states'),
    'opportunity_id', ['stage_as_given']
) }},

all_changes as (
    select
        source_system, opportunity_id, stage_as_given, changed_at, changed_at_is_date_only,
        source_file, source_row
    from changes
    union all
    select
        source_system, opportunity_id, stage_as_given, created_at, created_at_is_date_only,
        source_file, source_row
    from beginnings
    where stage_as_given is not null
    union all
    select
        source_system, opportunity_id, state, seen_at, seen_at_is_date_only, source_file, source_row
    from seen
),

final as (
    select concat_ws('|', source_system, opportunity_id) as opportunity_key, all_changes.*
    from all_changes
)

select * from final
