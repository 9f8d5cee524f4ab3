-- How many attempts should a lead of each type get? With its interval, what today's policy
-- brings, what the guide would say, and what fits into the hours that sales has.
{%- set tail = (1 - var('recommendation_interval')) / 2 %}

with

optima as (
    select * from {{ ref('int_attempt_optima') }}
),

intervals as (
    select
        lead_type,
        {{ quantile('best_attempts', tail) }} as attempts_lower,
        {{ quantile('best_attempts', 1 - tail) }} as attempts_upper
    from optima
    where replicate > 0
    group by 1
),

policies as (
    select * from {{ ref('int_attempt_policies') }}
),

policy_values as (
    select * from {{ ref('int_attempt_policy_values') }} where replicate = 0
),

curve as (
    select * from {{ ref('rpt_contact_attempt_curve') }}
),

naive as (
    select
        lead_type,
        max(attempt_number) filter (
            where naive_net_value > 0 and naive_leads >= {{ var('attempt_minimum_at_risk') }}
        ) as naive_attempts
    from curve
    group by 1
),

capacity as (
    select * from {{ ref('int_attempt_capacity') }}
),

final as (
    select
        optima.lead_type,
        cast(optima.best_attempts as bigint) as recommended_attempts,
        cast(floor(least(optima.best_attempts, intervals.attempts_lower)) as bigint)
            as attempts_lower,
        cast(ceil(greatest(optima.best_attempts, intervals.attempts_upper)) as bigint)
            as attempts_upper,
        cast(policies.attempts_required as bigint) as current_policy_attempts,
        round(optima.best_value, 10) as value_per_lead_at_recommended,
        -- today's policy can't be valued beyond the attempts that anybody made
        round(current_value.value_per_lead, 10) as value_per_lead_at_current,
        cast(coalesce(naive.naive_attempts, 0) as bigint) as naive_attempts,
        optima.best_attempts = optima.last_supported_attempt as at_data_limit,
        cast(optima.last_supported_attempt as bigint) as last_supported_attempt,
        round(best.attempts_per_lead, 10) as expected_attempts_per_lead,
        round(best.hours_per_lead, 10) as hours_per_lead,
        round(capacity.hours_needed, 10) as hours_needed_per_month,
        round(capacity.hours_available, 10) as hours_available_per_month,
        cast(capacity.attempts_at_capacity as bigint) as recommended_attempts_at_capacity
    from optima
    left join intervals on optima.lead_type = intervals.lead_type
    left join policies on optima.lead_type = policies.lead_type
    left join naive on optima.lead_type = naive.lead_type
    left join capacity on optima.lead_type = capacity.lead_type
    left join policy_values as best
        on optima.lead_type = best.lead_type and optima.best_attempts = best.attempt_number
    left join policy_values as current_value
        on optima.lead_type = current_value.lead_type
        and policies.attempts_required = current_value.attempt_number
    where optima.replicate = 0
)

select * from final
