-- What does each further attempt bring, and does it pay? The guide's reading stands beside it.
-- The hazard is raw; hazard_standardised is what the recommendation uses
-- (int_attempt_policy_values).
with

economics as (
    select * from {{ ref('int_attempt_economics') }}
),

posteriors as (
    select * from {{ ref('int_attempt_posteriors') }}
),

standardised as (
    select * from {{ ref('int_attempt_policy_values') }} where replicate = 0
),

joined as (
    select
        economics.*,
        economics.cost_per_attempt
        / nullif(cast(economics.value_per_win as double), 0) as break_even_hazard,
        economics.hazard * cast(economics.value_per_win as double)
        - economics.cost_per_attempt as marginal_value,
        posteriors.hazard_lower,
        posteriors.hazard_upper,
        posteriors.probability_pays,
        standardised.hazard as hazard_standardised,
        standardised.survival_before as survival_standardised,
        standardised.marginal_value as marginal_value_standardised,
        standardised.value_per_lead as cumulative_value_standardised,
        standardised.is_supported
    from economics
    inner join posteriors
        on economics.lead_type = posteriors.lead_type
        and economics.attempt_number = posteriors.attempt_number
    left join standardised
        on economics.lead_type = standardised.lead_type
        and economics.attempt_number = standardised.attempt_number
),

final as (
    select
        lead_type,
        cast(attempt_number as bigint) as attempt_number,
        at_risk,
        connects,
        wins,
        disqualified,
        gave_up,
        pending,
        other_exits,
        mature_connects,
        mature_wins,
        round(connect_hazard, 10) as connect_hazard,
        round(hazard, 10) as hazard,
        round(hazard_lower, 10) as hazard_lower,
        round(hazard_upper, 10) as hazard_upper,
        round(hazard_standardised, 10) as hazard_standardised,
        survival_before,
        survival_standardised,
        round(sum(survival_before * hazard) over up_to_here, 10) as cumulative_wins,
        value_per_win,
        round(cost_per_attempt, 10) as cost_per_attempt,
        round(break_even_hazard, 10) as break_even_hazard,
        round(marginal_value, 10) as marginal_value,
        round(sum(survival_before * marginal_value) over up_to_here, 10) as cumulative_value,
        round(marginal_value_standardised, 10) as marginal_value_standardised,
        round(cumulative_value_standardised, 10) as cumulative_value_standardised,
        round(probability_pays, 10) as probability_pays,
        case
            when probability_pays is null then null
            when
                min(probability_pays) over up_to_here < {{ 1 - var('pays_probability') }}
                then 'does_not_pay'
            when min(probability_pays) over up_to_here >= {{ var('pays_probability') }} then 'pays'
            else 'undecided'
        end as zone,
        is_supported,
        leads as naive_leads,
        customers as naive_wins,
        {{ rate('customers', 'leads') }} as naive_close_rate,
        round(
            cast(naive_revenue_per_win as double)
            / nullif(attempt_number * naive_cost_per_attempt, 0),
            10
        ) as naive_profitability,
        round(
            customers / cast(nullif(leads, 0) as double) * cast(value_per_win as double)
            - attempt_number * naive_cost_per_attempt, 10
        ) as naive_net_value
    from joined
    window up_to_here as (partition by lead_type order by attempt_number)
)

select * from final
