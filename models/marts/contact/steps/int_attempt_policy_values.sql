-- What is a lead worth that is worked up to attempt N, and how many hours does it take?
-- Only attempts that enough leads reached are candidates (in the data, for every replicate).
with

standardised as (
    select * from {{ ref('int_attempt_standardised') }}
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

support as (
    select lead_type, attempt_number,
        min(case when at_risk >= {{ var('attempt_minimum_at_risk') }} then 1 else 0 end) over (
            partition by lead_type order by attempt_number
        ) = 1 as is_supported
    from standardised
    where replicate = 0
),

economics as (
    select
        standardised.*,
        support.is_supported,
        cast(contact_values.value_per_win as double) as value_per_win,
        1 / contact_values.attempts_per_hour
            + standardised.connect_hazard * contact_values.talk_minutes_per_connect / 60 as hours_per_attempt,
        contact_values.hourly_cost * (
            1 / contact_values.attempts_per_hour
            + standardised.connect_hazard * contact_values.talk_minutes_per_connect / 60
        ) + contact_values.tool_cost_per_attempt as cost_per_attempt
    from standardised
    inner join support
        on standardised.lead_type = support.lead_type and standardised.attempt_number = support.attempt_number
    inner join contact_values on standardised.lead_type = contact_values.lead_type
),

final as (
    select
        *,
        hazard * value_per_win - cost_per_attempt as marginal_value,
        sum(survival_before * (hazard * value_per_win - cost_per_attempt)) over up_to_here as value_per_lead,
        sum(survival_before) over up_to_here as attempts_per_lead,
        sum(survival_before * hours_per_attempt) over up_to_here as hours_per_lead
    from economics
    window up_to_here as (partition by replicate, lead_type order by attempt_number)
)

select * from final
