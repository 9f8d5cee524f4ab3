-- How many leads are in each quadrant of value and interest, how do they close, and how fast
-- are they followed up? Today's points know what happened after a sale; the decision_… columns
-- put each lead where it was when somebody had to decide.
with

routes as (
    select * from {{ ref('quadrant_routes') }}
),

leads as (
    select * from {{ ref('int_decision_leads') }}
),

decisions as (
    select * from {{ ref('int_decision_scores') }}
),

first_attempts as (
    select attempts.lead_key, min(attempts.occurred_at) as first_attempt_at
    from {{ ref('fct_contact_attempts') }} as attempts
    where not attempts.is_before_creation and not attempts.occurred_at_is_date_only
    group by 1
),

revenues as (
    select lead_key, sum(amount) as revenue
    from {{ ref('fct_opportunities') }}
    where is_won
    group by 1
),

people as (
    select
        scores.quadrant,
        decisions.fit_band as decision_fit_band,
        decisions.interest_band as decision_interest_band,
        leads.*,
        revenues.revenue,
        case when not dim_leads.created_at_is_date_only then
            {{ seconds_between('leads.created_at', 'first_attempts.first_attempt_at') }} / 3600e0
        end as hours_to_first_attempt
    from leads
    inner join {{ ref('int_lead_scores') }} as scores on leads.lead_key = scores.lead_key
    inner join {{ ref('dim_leads') }} as dim_leads on leads.lead_key = dim_leads.lead_key
    inner join decisions on leads.lead_key = decisions.lead_key
    left join first_attempts on leads.lead_key = first_attempts.lead_key
    left join revenues on leads.lead_key = revenues.lead_key
),

current_counts as (
    select
        quadrant,
        count(*) as leads,
        count(*) filter (where is_customer) as customers,
        count(*) filter (where is_mature) as mature_leads,
        count(*) filter (where is_mature and is_won_in_time) as mature_customers,
        sum(revenue) as revenue,
        {{ quantile('hours_to_first_attempt', 0.5) }} as median_hours_to_first_attempt,
        count(hours_to_first_attempt) as attempted_leads
    from people
    group by 1
),

decision_counts as (
    select
        coalesce(
            routes.quadrant,
            concat(people.decision_fit_band, '_fit_', people.decision_interest_band, '_interest')
        ) as quadrant,
        count(*) filter (where people.is_mature) as decision_leads,
        count(*) filter (where people.is_mature and people.is_won_in_time) as decision_customers
    from people
    left join routes
        on people.decision_fit_band = routes.fit_band
        and people.decision_interest_band = routes.interest_band
    group by 1
),

quadrants as (
    select
        quadrant, min(fit_band) as fit_band, min(interest_band) as interest_band,
        min(route_es) as route_es, min(route_en) as route_en, min(sla_hours) as sla_hours
    from routes
    group by 1
    union all
    -- a pair without a row in the settings still shows
    select distinct
        current_counts.quadrant,
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as double)
    from current_counts
    left join routes on current_counts.quadrant = routes.quadrant
    where routes.quadrant is null
),

final as (
    select
        quadrants.quadrant,
        quadrants.fit_band,
        quadrants.interest_band,
        quadrants.route_es,
        quadrants.route_en,
        quadrants.sla_hours,
        cast(coalesce(counts.leads, 0) as bigint) as leads,
        cast(coalesce(counts.customers, 0) as bigint) as customers,
        cast(coalesce(counts.mature_leads, 0) as bigint) as mature_leads,
        cast(coalesce(counts.mature_customers, 0) as bigint) as mature_customers,
        cast(coalesce(counts.leads - counts.mature_leads, 0) as bigint) as pending_leads,
        {{ rate('counts.mature_customers', 'counts.mature_leads') }} as close_rate,
        {{ wilson_lower('counts.mature_customers', 'counts.mature_leads') }} as close_rate_lower,
        {{ wilson_upper('counts.mature_customers', 'counts.mature_leads') }} as close_rate_upper,
        cast(coalesce(counts.revenue, 0) as decimal(18, 2)) as revenue,
        {{ published('cast(counts.median_hours_to_first_attempt as double)') }}
            as median_hours_to_first_attempt,
        cast(coalesce(counts.attempted_leads, 0) as bigint) as attempted_leads,
        cast(coalesce(decisions.decision_leads, 0) as bigint) as decision_leads,
        cast(coalesce(decisions.decision_customers, 0) as bigint) as decision_customers,
        {{ rate('decisions.decision_customers', 'decisions.decision_leads') }}
            as decision_close_rate,
        {{ wilson_lower('decisions.decision_customers', 'decisions.decision_leads') }}
            as decision_close_rate_lower,
        {{ wilson_upper('decisions.decision_customers', 'decisions.decision_leads') }}
            as decision_close_rate_upper
    from quadrants
    left join current_counts as counts on quadrants.quadrant = counts.quadrant
    left join decision_counts as decisions on quadrants.quadrant = decisions.quadrant
)

select * from final
