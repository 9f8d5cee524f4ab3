-- What is a lead worth that is worked up to attempt N, and how many hours does it take?
-- Reps who persist with good leads leave the good ones at risk, so the raw hazard tells how they
-- choose. Here each band of fit counts with its share of those who entered and its own survival;
-- lead types of few leads are drawn towards all types, as far as chance explains the gap. Only
-- attempts that enough leads reached are candidates (in the data, for every replicate).
with

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

bands as (
    select *, entrants * survival_before as standing
    from {{ ref('int_attempt_band_hazards') }}
),

averaged as (
    select
        replicate,
        lead_type,
        attempt_number,
        sum(at_risk) as at_risk,
        sum(standing) / nullif(sum(entrants), 0) as survival_before,
        sum(standing * connect_hazard)
            / nullif(sum(case when at_risk > 0 then standing end), 0) as connect_hazard,
        sum(standing * hazard)
        / nullif(sum(case when at_risk > 0 then standing end), 0) as own_hazard,
        max(sum(at_risk)) over (partition by replicate, lead_type) as leads
    from bands
    group by 1, 2, 3
),

across_types as (
    select
        replicate,
        attempt_number,
        sum(at_risk) as cases,
        sum(at_risk * at_risk) as cases_squared,
        sum(case when at_risk > 0 then 1 else 0 end) as lead_types,
        sum(at_risk * own_hazard) / nullif(sum(at_risk), 0) as common_hazard,
        sum(at_risk * own_hazard * own_hazard) as squared_hazards
    from averaged as standardised
    where lead_type <> 'all'
    group by 1, 2
),

shrinkage as (
    select
        replicate,
        attempt_number,
        common_hazard,
        {{ shrinkage_weight(
            'common_hazard', '(squared_hazards - cases * power(common_hazard, 2))',
            'lead_types', 'cases', 'cases_squared'
        ) }} as shrinkage
    from across_types
),

standardised as (
    select
        standardised.replicate,
        standardised.lead_type,
        standardised.attempt_number,
        standardised.at_risk,
        round(standardised.survival_before, 12) as survival_before,
        standardised.connect_hazard,
        standardised.own_hazard,
        case
            when
                standardised.lead_type = 'all'
                or standardised.leads >= {{ var('pooled_below_leads') }}
                or shrinkage.common_hazard is null then standardised.own_hazard
            when shrinkage.shrinkage is null then shrinkage.common_hazard
            else
                (
                    standardised.at_risk * coalesce(standardised.own_hazard, 0)
                    + shrinkage.shrinkage * shrinkage.common_hazard
                )
                / nullif(standardised.at_risk + shrinkage.shrinkage, 0)
        end as hazard
    from averaged as standardised
    left join shrinkage
        on standardised.replicate = shrinkage.replicate
        and standardised.attempt_number = shrinkage.attempt_number
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
            + standardised.connect_hazard
            * contact_values.talk_minutes_per_connect
            / 60 as hours_per_attempt,
        contact_values.hourly_cost * (
            1 / contact_values.attempts_per_hour
            + standardised.connect_hazard * contact_values.talk_minutes_per_connect / 60
        ) + contact_values.tool_cost_per_attempt as cost_per_attempt
    from standardised
    inner join support
        on standardised.lead_type = support.lead_type
        and standardised.attempt_number = support.attempt_number
    inner join contact_values on standardised.lead_type = contact_values.lead_type
),

final as (
    select
        *,
        hazard * value_per_win - cost_per_attempt as marginal_value,
        sum(survival_before * (hazard * value_per_win - cost_per_attempt))
            over up_to_here
            as value_per_lead,
        sum(survival_before) over up_to_here as attempts_per_lead,
        sum(survival_before * hours_per_attempt) over up_to_here as hours_per_lead
    from economics
    window up_to_here as (partition by replicate, lead_type order by attempt_number)
)

select * from final
