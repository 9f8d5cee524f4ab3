-- Up to when was a lead's behaviour its own doing, and what became of it?
-- The landmark is activity_landmark_days after creation. Behaviour counts before cut_at: the
-- landmark, or the first sales touch, qualification, deal or end before it, for whatever comes
-- later may be caused by sales. A definition is met *by* an activity, so that one still counts.
-- At risk: old enough, and undecided at the landmark; won: within the maturity after it.
{%- set landmark_days = var('activity_landmark_days') %}

with

run as (
    select * from {{ ref('run') }}
),

leads as (
    select * from {{ ref('dim_leads') }}
),

sales_touches as (
    select attempts.lead_key, min(attempts.occurred_at) as first_sales_touch_at
    from {{ ref('int_attempt_people') }} as attempts
    inner join leads
        on attempts.lead_key = leads.lead_key and attempts.occurred_at >= leads.created_at
    where attempts.direction = 'outbound'
    group by 1
),

deals as (
    select lead_key, min(created_at) as first_deal_at, min(closed_at) as first_close_at
    from {{ ref('int_opportunities') }}
    where lead_key is not null
    group by 1
),

visits as (
    select visits.*, stages.is_terminal, stages.position
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
),

ends as (
    select
        visits.lead_key,
        min(visits.entered_at) filter (where visits.is_terminal and not visits.is_skip_imputed)
            as first_end_at,
        coalesce(bool_or(
            visits.is_terminal and not visits.is_skip_imputed
            and visits.entered_at <= leads.created_at + interval {{ landmark_days }} days
            and (
                visits.left_at is null
                or visits.left_at > leads.created_at + interval {{ landmark_days }} days
            )
        ), false) as is_ended_at_landmark,
        coalesce(bool_or(visits.stage in ('sql', 'opportunity', 'customer')), false) as is_accepted,
        coalesce(bool_or(visits.is_terminal), false) as has_ended
    from visits
    inner join leads on visits.lead_key = leads.lead_key
    group by 1
),

dated as (
    select
        leads.lead_key,
        leads.lead_type,
        leads.created_at,
        leads.created_date,
        leads.owner,
        least(
            leads.created_at + interval {{ landmark_days }} days,
            sales_touches.first_sales_touch_at,
            leads.mql_at_crm,
            case
                when
                    leads.mql_at is distinct from leads.mql_at_crm
                    then leads.mql_at + interval 1 microsecond
            end,
            leads.sql_at,
            leads.opportunity_at,
            leads.customer_at,
            deals.first_deal_at,
            deals.first_close_at,
            ends.first_end_at
        ) as cut_at,
        leads.is_customer,
        coalesce(leads.is_customer_before_lead, false) as is_customer_before_lead,
        {{ days_between('leads.created_date', local_date('leads.customer_at')) }}
            as days_to_customer,
        {{ days_between('leads.created_date', 'run.as_of') }} as age_days,
        cast(maturities.maturity_days as bigint) as maturity_days,
        ends.is_ended_at_landmark,
        ends.is_accepted,
        ends.has_ended and not ends.is_accepted as is_rejected
    from leads
    cross join run
    inner join ends on leads.lead_key = ends.lead_key
    inner join {{ ref('int_maturities') }} as maturities
        on leads.lead_type = maturities.lead_type
        and maturities.from_stage = 'lead'
        and maturities.to_stage = 'customer'
    left join sales_touches on leads.lead_key = sales_touches.lead_key
    left join deals on leads.lead_key = deals.lead_key
),

judged as (
    select
        *,
        age_days >= {{ landmark_days }} + maturity_days
        and not is_customer_before_lead
        and not is_ended_at_landmark
        and (
            days_to_customer > {{ landmark_days }}
            -- a customer nobody dated cannot be placed before or after the landmark
            or (days_to_customer is null and not is_customer)
        ) as is_at_risk,
        coalesce(
            days_to_customer > {{ landmark_days }}
            and days_to_customer <= {{ landmark_days }} + maturity_days,
            false
        ) as is_won_after_landmark,
        -- for the back-test: every lead old enough to have had its chance
        age_days >= maturity_days and not is_customer_before_lead as is_mature,
        coalesce(days_to_customer >= 0 and days_to_customer <= maturity_days, false)
            as is_won_in_time
    from dated
),

period as (
    select
        min(created_date) as first_date,
        {{ days_between('min(created_date)', 'max(created_date)') }} as period_days
    from judged
    where is_at_risk
),

final as (
    select
        judged.*,
        -- equal stretches of the period, numbered from 1
        cast(least(greatest(coalesce(ceil(
            {{ var('activity_period_slices') }}
            * {{ days_between('period.first_date', 'judged.created_date') }}
            / nullif(cast(period.period_days as double), 0)
        ), 1), 1), {{ var('activity_period_slices') }}) as bigint) as slice
    from judged
    cross join period
)

select * from final
