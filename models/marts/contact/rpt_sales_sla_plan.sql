{{ config(schema="sla") }}
-- How many attempts and hours must sales plan for the MQLs that are expected?
-- Attempts per MQL are those of the service agreement, less the ones a conversation spares.
with

expected as (
    select * from {{ ref('int_expected_mqls') }}
),

policies as (
    select * from {{ ref('int_attempt_policies') }}
),

curve as (
    select * from {{ ref('int_attempt_policy_values') }} where replicate = 0
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

attempt_numbers as (
    {{ number_rows(1, var('attempt_curve_limit')) }}
),

last_known as (
    select
        lead_type,
        max(attempt_number) as last_attempt,
        min_by(survival_before, -attempt_number) as last_survival
    from curve
    where at_risk > 0
    group by 1
),

-- an attempt nobody has made yet is reached by as many as the last one was
per_mql as (
    select
        policies.lead_type,
        sum(coalesce(curve.survival_before, last_known.last_survival, 1)) as attempts,
        sum(coalesce(curve.survival_before, last_known.last_survival, 1) * (
            1 / contact_values.attempts_per_hour
            + coalesce(curve.connect_hazard, 0) * contact_values.talk_minutes_per_connect / 60
        )) as hours
    from policies
    inner join attempt_numbers on attempt_numbers.number <= policies.attempts_required
    inner join contact_values on policies.lead_type = contact_values.lead_type
    left join curve
        on policies.lead_type = curve.lead_type and attempt_numbers.number = curve.attempt_number
    left join last_known on policies.lead_type = last_known.lead_type
    group by 1
),

hours as (
    select month, sum(hours) as hours from {{ ref('int_sales_hours') }} group by 1
),

planned as (
    select
        expected.month,
        expected.lead_type,
        expected.mqls_expected,
        expected.expected_from,
        per_mql.attempts as attempts_per_mql,
        expected.mqls_expected * per_mql.attempts as attempts_needed,
        expected.mqls_expected * per_mql.hours as hours_needed,
        hours.hours
    from expected
    left join per_mql on expected.lead_type = per_mql.lead_type
    left join hours on expected.month = hours.month
),

final as (
    select
        month,
        lead_type,
        round(mqls_expected, 10) as mqls_expected,
        expected_from,
        round(attempts_per_mql, 10) as attempts_per_mql,
        round(attempts_needed, 10) as attempts_needed,
        round(hours_needed, 10) as hours_needed,
        round(hours * hours_needed / nullif(sum(hours_needed) over (partition by month), 0), 10)
            as hours_available
    from planned
)

select * from final
