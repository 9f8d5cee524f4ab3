-- What share has reached the next stage by day t, when those who leave can no longer?
-- Aalen–Johansen (methods 2): cumulative incidence = sum of S(t−) · reached ÷ at risk, where S
-- is the Kaplan–Meier survival of all causes. Events come before censorings of the same day.
-- Disqualified and nurtured episodes can no longer reach: they compete. Open ones are censored
-- at their age. Durations that are not real (imputed, before the lead row) stay out.
with

pairs as (
    select * from {{ ref('int_funnel_pairs') }}
),

outcomes as (
    select
        from_stage,
        to_stage,
        case
            when reached_date is not null then days_to_reach
            when end_state in ('disqualified', 'nurture', 'inactive')
                then greatest(0, {{ days_between('entered_date', 'ended_date') }})
            else age_days
        end as day_number,
        case
            when reached_date is not null then 'reached'
            when end_state in ('disqualified', 'nurture') then 'left'
            else 'open'
        end as outcome
    from pairs
    where
        (reached_date is null and age_days >= 0)
        or (reached_date is not null and has_duration and days_to_reach >= 0)
),

days as (
    select
        from_stage,
        to_stage,
        day_number,
        count(*) filter (where outcome = 'reached') as reached,
        count(*) filter (where outcome = 'left') as exited,
        count(*) as ended
    from outcomes
    group by 1, 2, 3
),

counts as (
    select
        *,
        cast(sum(ended) over (
            partition by from_stage, to_stage order by day_number desc
        ) as double) as at_risk
    from days
),

survived as (
    select
        *,
        {{ survival(
            '1 - (reached + exited) / at_risk',
            '(partition by from_stage, to_stage order by day_number'
            ' rows between unbounded preceding and 1 preceding)'
        ) }} as survival_before
    from counts
),

final as (
    select
        from_stage,
        to_stage,
        day_number,
        cast(at_risk as bigint) as at_risk,
        round(sum(survival_before * reached / at_risk) over so_far, 10) as reached_share,
        round(sum(survival_before * exited / at_risk) over so_far, 10) as exited_share
    from survived
    window so_far as (partition by from_stage, to_stage order by day_number)
)

select * from final
