-- When did each person become an MQL: by the CRM, by the definition agreed on that day, and by the
-- one that the setting mql_date_from puts in force?
with

crm as (
    select lead_key, min(entered_at) as mql_at_crm
    from {{ ref('int_stage_events') }}
    where stage = 'mql' and not is_undated
    group by 1
),

agreed as (
    select lead_key, min(met_in_force_at) as mql_at_definition
    from {{ ref('int_definition_dates') }}
    where met_in_force_at is not null
    group by 1
),

final as (
    select
        coalesce(crm.lead_key, agreed.lead_key) as lead_key,
        crm.mql_at_crm,
        agreed.mql_at_definition,
        {% if var('mql_date_from') == 'crm' -%}
        crm.mql_at_crm
        {%- elif var('mql_date_from') == 'definition' -%}
        agreed.mql_at_definition
        {%- else -%}
        coalesce(crm.mql_at_crm, agreed.mql_at_definition)
        {%- endif %} as mql_at
    from crm
    full outer join agreed on crm.lead_key = agreed.lead_key
)

select * from final
