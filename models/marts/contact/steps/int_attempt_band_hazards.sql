-- What is the chance that an attempt connects, and wins, in each band of fit?
-- P(win | connect) of one attempt rests on few wins, so it is drawn towards the band's own over
-- all attempts, as far as chance explains the gap; a band without any takes the lead type's.
with

risk_sets as (
    select * from {{ ref('int_attempt_risk_sets') }}
),

type_rates as (
    select
        replicate,
        lead_type,
        sum(mature_wins) / nullif(sum(mature_connects), 0) as win_rate
    from risk_sets
    group by 1, 2
),

band_rates as (
    select
        replicate,
        lead_type,
        fit_band,
        sum(mature_connects) as connects,
        sum(mature_connects * mature_connects) as connects_squared,
        sum(case when mature_connects > 0 then 1 else 0 end) as attempts_with_connects,
        sum(mature_wins) / nullif(sum(mature_connects), 0) as win_rate,
        sum(mature_wins * mature_wins / nullif(mature_connects, 0)) as wins_squared
    from risk_sets
    group by 1, 2, 3
),

band_shrinkage as (
    select
        band_rates.replicate,
        band_rates.lead_type,
        band_rates.fit_band,
        coalesce(band_rates.win_rate, type_rates.win_rate) as common_win_rate,
        {{ shrinkage_weight(
            'band_rates.win_rate',
            '(band_rates.wins_squared - band_rates.connects * power(band_rates.win_rate, 2))',
            'band_rates.attempts_with_connects', 'band_rates.connects',
            'band_rates.connects_squared'
        ) }} as shrinkage
    from band_rates
    left join type_rates
        on band_rates.replicate = type_rates.replicate
        and band_rates.lead_type = type_rates.lead_type
),

rates as (
    select
        risk_sets.replicate,
        risk_sets.lead_type,
        risk_sets.fit_band,
        risk_sets.attempt_number,
        risk_sets.at_risk,
        risk_sets.connects / nullif(risk_sets.at_risk, 0) as connect_hazard,
        risk_sets.disqualified / nullif(risk_sets.at_risk, 0) as disqualification_hazard,
        case
            when
                band_shrinkage.shrinkage is null
                or risk_sets.mature_connects + band_shrinkage.shrinkage = 0
                then band_shrinkage.common_win_rate
            else (risk_sets.mature_wins + band_shrinkage.shrinkage * band_shrinkage.common_win_rate)
                / (risk_sets.mature_connects + band_shrinkage.shrinkage)
        end as win_rate
    from risk_sets
    inner join band_shrinkage
        on risk_sets.replicate = band_shrinkage.replicate
        and risk_sets.lead_type = band_shrinkage.lead_type
        and risk_sets.fit_band = band_shrinkage.fit_band
),

final as (
    select
        *,
        case when connect_hazard = 0 then 0.0 else connect_hazard * win_rate end as hazard,
        first_value(at_risk) over episodes as entrants,
        -- a band that nobody reached any more keeps the survival it had
        {{ survival(
            '1 - coalesce(connect_hazard, 0) - coalesce(disqualification_hazard, 0)',
            'before_this'
        ) }} as survival_before
    from rates
    window
        episodes as (partition by replicate, lead_type, fit_band order by attempt_number),
        before_this as (
            partition by replicate, lead_type, fit_band
            order by attempt_number rows between unbounded preceding and 1 preceding
        )
)

select * from final
