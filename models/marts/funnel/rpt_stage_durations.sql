-- How long do episodes stay in a stage? Open visits count as "at least so long" (Kaplan–Meier).
with

counts as (
    select
        *,
        sum(finished + still_open) over (
            partition by stage, segment_name, segment_value order by day_number desc
        ) as at_risk,
        lead(day_number) over (
            partition by stage, segment_name, segment_value order by day_number
        ) as next_day_number
    from {{ ref('int_stage_duration_counts') }}
),

emptied as (
    select
        *,
        min(case when finished = at_risk then day_number end) over (
            partition by stage, segment_name, segment_value
        ) as emptied_day
    from counts
),

curves as (
    select
        *,
        case
            when day_number >= emptied_day then 0.0
            else round(exp(sum(ln(
                case when finished = at_risk then 1.0 else 1.0 - finished / cast(at_risk as double) end
            )) over (
                partition by stage, segment_name, segment_value order by day_number
            )), 12)
        end as survival
    from emptied
),

final as (
    select
        stage,
        segment_name,
        segment_value,
        cast(sum(finished + still_open) as bigint) as visits,
        cast(sum(still_open) as bigint) as open_visits,
        min(case when survival <= 0.5 then day_number end) as median_days,
        -- area under the curve up to the longest visit seen
        round(
            min(day_number) + sum(survival * (coalesce(next_day_number, day_number) - day_number)), 10
        ) as restricted_mean_days,
        max(day_number) as restricted_to_days,
        min(case when survival <= 0.1 then day_number end) as p90_days
    from curves
    group by 1, 2, 3
)

select * from final
