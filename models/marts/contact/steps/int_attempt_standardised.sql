-- What would the hazards be if reps had given nobody up?
-- Reps who persist with good leads leave the good ones at risk, so the raw hazard tells how they
-- choose. Each band of fit counts here with its share of those who entered and its own survival.
-- Lead types of few leads are then drawn towards all types, as far as chance explains the gap.
with

bands as (
    select *, entrants * survival_before as standing
    from {{ ref('int_attempt_band_hazards') }}
),

standardised as (
    select
        replicate,
        lead_type,
        attempt_number,
        sum(at_risk) as at_risk,
        sum(standing) / nullif(sum(entrants), 0) as survival_before,
        sum(standing * connect_hazard)
            / nullif(sum(case when at_risk > 0 then standing end), 0) as connect_hazard,
        sum(standing * hazard) / nullif(sum(case when at_risk > 0 then standing end), 0) as own_hazard,
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
    from standardised
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

final as (
    select
        standardised.replicate,
        standardised.lead_type,
        standardised.attempt_number,
        standardised.at_risk,
        round(standardised.survival_before, 12) as survival_before,
        standardised.connect_hazard,
        standardised.own_hazard,
        case
            when standardised.lead_type = 'all' or standardised.leads >= {{ var('pooled_below_leads') }}
                or shrinkage.common_hazard is null then standardised.own_hazard
            when shrinkage.shrinkage is null then shrinkage.common_hazard
            else (standardised.at_risk * coalesce(standardised.own_hazard, 0) + shrinkage.shrinkage * shrinkage.common_hazard)
                / nullif(standardised.at_risk + shrinkage.shrinkage, 0)
        end as hazard
    from standardised
    left join shrinkage
        on standardised.replicate = shrinkage.replicate
        and standardised.attempt_number = shrinkage.attempt_number
)

select * from final
