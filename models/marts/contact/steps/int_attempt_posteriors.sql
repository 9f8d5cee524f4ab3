-- How sure is each hazard, and how likely does the attempt pay?
-- The interval is Jeffreys' of wins in at_risk; the chance to pay counts the wins still to come of
-- connects that are too young, as the hazard does.
with

economics as (
    select
        *,
        cast(cost_per_attempt as double)
        / nullif(cast(value_per_win as double), 0) as break_even_hazard
    from {{ ref('int_attempt_economics') }}
),

counted as (
    select
        'counted' as kind,
        lead_type,
        attempt_number,
        cast(wins as double) as successes,
        at_risk as cases
    from economics
    union all
    select 'expected', lead_type, attempt_number, least(hazard, 1.0) * at_risk, at_risk
    from economics
),

grid as (
    {{ jeffreys_grid('counted', ['kind', 'lead_type', 'attempt_number']) | indent(4) }}
),

located as (
    select
        grid.*,
        economics.hazard,
        economics.at_risk,
        economics.wins,
        economics.break_even_hazard,
        asin(sqrt(least(1.0, greatest(0.0, economics.break_even_hazard)))) as break_even_angle
    from grid
    inner join economics
        on grid.lead_type = economics.lead_type and grid.attempt_number = economics.attempt_number
),

final as (
    select
        lead_type,
        attempt_number,
        -- with no wins the bound is 0, and it never leaves out the hazard itself
        least(max(hazard), case
            when max(wins) = 0 then 0.0 else {{ jeffreys_quantile(0.025) }}
        end) as hazard_lower,
        greatest(max(hazard), case
            when max(wins) = max(at_risk) then 1.0 else {{ jeffreys_quantile(0.975) }}
        end) as hazard_upper
    from located
    where kind = 'counted'
    group by 1, 2
),

chances as (
    select
        lead_type,
        attempt_number,
        case
            when max(break_even_hazard) is null then null
            when max(break_even_hazard) >= 1 then 0.0
            else coalesce(
                max(case when from_angle <= break_even_angle and break_even_angle < to_angle then
                    1 - from_probability - (to_probability - from_probability)
                    * (break_even_angle - from_angle) / (to_angle - from_angle)
                end),
                case when max(break_even_angle) < min(from_angle) then 1.0 else 0.0 end
            )
        end as probability_pays
    from located
    where kind = 'expected'
    group by 1, 2
)

select final.*, chances.probability_pays
from final
inner join chances
    on final.lead_type = chances.lead_type and final.attempt_number = chances.attempt_number
