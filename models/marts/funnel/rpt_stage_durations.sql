-- How long do episodes stay in a stage? Open visits count as "at least so long" (Kaplan–Meier).
with

visits as (
    select * from {{ ref('int_segmented_visits') }}
    where days_in_stage is not null and days_in_stage >= 0
),

days as (
    {%- for segment in segment_names() %}
    select
        stage,
        '{{ segment }}' as segment_name,
        {{ segment_value(segment, 'visits') }} as segment_value,
        days_in_stage as day_number,
        count(*) filter (where left_at is not null) as finished,
        count(*) filter (where left_at is null) as still_open
    from visits
    group by 1, 2, 3, 4
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counts as (
    select
        *,
        cast(sum(finished + still_open) over (
            partition by stage, segment_name, segment_value order by day_number desc
        ) as double) as at_risk,
        lead(day_number) over (
            partition by stage, segment_name, segment_value order by day_number
        ) as next_day_number
    from days
),

curves as (
    select
        *,
        {{ survival(
            '1 - finished / at_risk',
            '(partition by stage, segment_name, segment_value order by day_number)'
        ) }} as survival
    from counts
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
            min(day_number) + sum(survival * (coalesce(next_day_number, day_number) - day_number)),
            10
        ) as restricted_mean_days,
        max(day_number) as restricted_to_days,
        min(case when survival <= 0.1 then day_number end) as p90_days
    from curves
    group by 1, 2, 3
)

select * from final
