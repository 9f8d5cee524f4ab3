-- What share has reached the next stage by day t, when those who leave can no longer?
-- Aalen–Johansen (methods 2): cumulative incidence = sum of S(t−) · reached ÷ at risk, where S
-- is the Kaplan–Meier survival of all causes. Events come before censorings of the same day.
with

counts as (
    select
        *,
        sum(reached + exited + censored) over (
            partition by from_stage, to_stage order by day_number desc
        ) as at_risk
    from {{ ref('int_reach_counts') }}
),

survival as (
    select
        *,
        min(case when reached + exited = at_risk then day_number end) over (
            partition by from_stage, to_stage
        ) as emptied_day,
        round(exp(coalesce(sum(ln(
            case when reached + exited = at_risk then 1.0 else 1.0 - (reached + exited) / cast(at_risk as double) end
        )) over (
            partition by from_stage, to_stage order by day_number
            rows between unbounded preceding and 1 preceding
        ), 0)), 12) as survival_before
    from counts
),

final as (
    select
        from_stage,
        to_stage,
        day_number,
        at_risk,
        reached,
        exited,
        survival_before,
        round(sum(survival_before * reached / cast(at_risk as double)) over (
            partition by from_stage, to_stage order by day_number
        ), 10) as reached_share,
        round(sum(survival_before * exited / cast(at_risk as double)) over (
            partition by from_stage, to_stage order by day_number
        ), 10) as exited_share
    from survival
    where emptied_day is null or day_number <= emptied_day
)

select * from final
