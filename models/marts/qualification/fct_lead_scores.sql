-- How well does each person fit, how interested are they, why, and what should be done?
with

scores as (
    select * from {{ ref('int_lead_scores') }}
),

leads as (
    select * from {{ ref('dim_leads') }}
),

final as (
    select
        scores.lead_key,
        scores.fit_points,
        scores.interest_points,
        scores.fit_band,
        scores.interest_band,
        scores.quadrant,
        scores.{{ 'route_en' if var('number_locale').startswith('en') else 'route_es' }} as route,
        scores.route_es,
        scores.route_en,
        scores.sla_hours,
        leads.mql_at is not null as is_mql,
        leads.mql_at,
        leads.mql_at_crm,
        leads.mql_at_definition,
        case
            when leads.mql_at_crm is null and leads.mql_at_definition is null then 'neither'
            when leads.mql_at_crm is null then 'definition_only'
            when leads.mql_at_definition is null then 'crm_only'
            else 'both'
        end as mql_agreement,
        scores.rule_hits
    from scores
    inner join leads on scores.lead_key = leads.lead_key
)

select * from final
