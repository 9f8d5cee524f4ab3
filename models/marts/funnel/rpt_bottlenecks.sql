-- Where do leads get stuck, and what does it cost?
{%- set stages = funnel_stages() %}
{%- set weeks = 4 %}
{%- set cohort_months = 12 %}
{%- set keys = 'stage, segment_name, segment_value' %}

with

run as (
    select *, {{ dbt.dateadd('day', -7 * weeks, 'as_of_end_at') }} as compared_at
    from {{ ref('run') }}
),

visits as (
    select
        visits.*,
        run.as_of_end_at,
        run.compared_at,
        connects.lead_key is not null as has_response,
        run.as_of
    from {{ ref('int_segmented_visits') }} as visits
    cross join run
    left join (
        select distinct lead_key, episode_number
        from {{ ref('fct_contact_attempts') }}
        where is_connect
    ) as connects
        on visits.lead_key = connects.lead_key and visits.episode_number = connects.episode_number
),

counts as (
    {%- for segment in segment_names() %}
    select
        stage,
        '{{ segment }}' as segment_name,
        {{ segment_value(segment, 'visits') }} as segment_value,
        count(*) filter (where is_open) as work_in_progress,
        count(*) filter (
            where entered_at < compared_at and coalesce(left_at >= compared_at, is_open)
        ) as work_in_progress_before,
        count(*) filter (where left_at >= compared_at) as recent_exits,
        max(days_in_stage) filter (where is_open) as oldest_days,
        count(*) filter (where is_open and not has_response) as without_response
    from visits
    group by 1, 2, 3
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

cohorts as (
    select
        cohorts.from_stage as stage,
        cohorts.segment_name,
        cohorts.segment_value,
        sum(cohorts.entered_mature) as entered_mature,
        sum(cohorts.reached_mature) as reached_mature
    from {{ ref('rpt_funnel_cohorts') }} as cohorts
    cross join run
    where
        cohorts.cohort_month > {{ dbt.dateadd('month', -cohort_months, 'run.as_of') }}
        and (
            {%- for stage in stages[:-1] %}
            (cohorts.from_stage = '{{ stage }}' and cohorts.to_stage = '{{ stages[loop.index] }}')
            {%- if not loop.last %} or{% endif %}
            {%- endfor %}
        )
    group by 1, 2, 3
),

measured as (
    select
        counts.*,
        durations.median_days,
        cohorts.entered_mature,
        cohorts.reached_mature,
        benchmarks.benchmark_rate,
        -- leads that moved on less often than in the best quarter, at what one is worth after it
        greatest(
            0.0,
            benchmarks.benchmark_rate * cohorts.entered_mature - cohorts.reached_mature
        ) * benchmarks.next_stage_value as lost_value
    from counts
    left join {{ ref('rpt_stage_durations') }} as durations
        on counts.stage = durations.stage
        and counts.segment_name = durations.segment_name
        and counts.segment_value = durations.segment_value
    left join cohorts
        on counts.stage = cohorts.stage
        and counts.segment_name = cohorts.segment_name
        and counts.segment_value = cohorts.segment_value
    left join {{ ref('int_stage_benchmarks') }} as benchmarks on counts.stage = benchmarks.stage
),

final as (
    select
        {{ keys }},
        work_in_progress,
        work_in_progress - work_in_progress_before as work_in_progress_change,
        round(recent_exits / cast({{ weeks }} as double), 10) as throughput_per_week,
        median_days,
        oldest_days,
        without_response,
        cast(entered_mature as bigint) as entered,
        cast(reached_mature as bigint) as reached_next_stage,
        {{ rate('reached_mature', 'entered_mature') }} as next_stage_rate,
        {{ wilson_lower('reached_mature', 'entered_mature') }} as next_stage_rate_lower,
        {{ wilson_upper('reached_mature', 'entered_mature') }} as next_stage_rate_upper,
        benchmark_rate,
        cast(round(lost_value, 2) as decimal(18, 2)) as lost_value,
        cast(row_number() over (
            partition by segment_name
            order by
                lost_value desc nulls last,
                work_in_progress / nullif(recent_exits, 0) desc nulls last,
                stage,
                segment_value
        ) as bigint) as rank
    from measured
)

select * from final
