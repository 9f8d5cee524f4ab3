-- How many episodes reached, left or were still open, day by day after entering a stage?
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

final as (
    select
        from_stage,
        to_stage,
        day_number,
        count(*) filter (where outcome = 'reached') as reached,
        count(*) filter (where outcome = 'left') as exited,
        count(*) filter (where outcome = 'open') as censored
    from outcomes
    group by 1, 2, 3
)

select * from final
