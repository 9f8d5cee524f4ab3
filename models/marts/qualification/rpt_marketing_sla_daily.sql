{{ config(schema="sla") }}
-- Is marketing where the month's goal wants it, day by day? What counts is what came since the
-- month's first day; rejected MQLs are taken off the value on the day of the rejection.
with

run as (
    select * from {{ ref('run') }}
),

progress as (
    select
        progress.day,
        case when grouping(progress.lead_type) = 1 then 'all' else progress.lead_type end
            as lead_type,
        sum(progress.leads) as leads,
        sum(progress.mqls) as mqls,
        sum(progress.rejected) as rejected,
        {{ exact_sum('mql_worth.mql_value * progress.rejected', decimals=9) }} as rejected_value,
        {{ exact_sum(
            'mql_worth.mql_value * (progress.credited - progress.rejected)', decimals=9
        ) }} as mql_value
    from {{ ref('int_marketing_progress') }} as progress
    left join {{ ref('int_mql_worth') }} as mql_worth on progress.lead_type = mql_worth.lead_type
    group by grouping sets ((progress.day, progress.lead_type), (progress.day))
),

actuals as (
    select day, lead_type, 'leads' as measure, cast(leads as double) as actual,
        cast(null as bigint) as rejected, cast(null as double) as rejected_value
    from progress
    union all
    select day, lead_type, 'mqls', mqls, rejected, null from progress
    union all
    select day, lead_type, 'mql_value', mql_value, rejected, rejected_value from progress
),

goal_lines as (
    select
        goal_days.*,
        goals.lead_type,
        goals.measure,
        goals.month_goal,
        goals.goal_source,
        goals.month_goal * goal_days.working_day / nullif(goal_days.working_days, 0)
            as goal_to_date
    from {{ ref('int_goal_days') }} as goal_days
    inner join {{ ref('int_marketing_goals') }} as goals on goal_days.month = goals.month
),

projections as (
    select * from {{ ref('int_marketing_projections') }}
),

final as (
    select
        goal_lines.day,
        goal_lines.month,
        goal_lines.lead_type,
        goal_lines.measure,
        goal_lines.working_day,
        goal_lines.working_days,
        goal_lines.day > run.as_of as is_ahead,
        {{ published('actuals.actual') }} as actual_cumulative,
        cast(actuals.rejected as bigint) as rejected_cumulative,
        {{ published('actuals.rejected_value') }} as rejected_value_cumulative,
        {{ published('goal_lines.goal_to_date') }} as goal_to_date,
        {{ published('goal_lines.month_goal') }} as month_goal,
        goal_lines.goal_source,
        {{ published('actuals.actual / nullif(goal_lines.goal_to_date, 0)') }} as attainment,
        {{ published('actuals.actual / nullif(goal_lines.working_day, 0)') }} as actual_per_day,
        -- what is left, over the working days that are left
        case
            when goal_lines.month_goal <= actuals.actual then 0e0
            else {{ published(
                '(goal_lines.month_goal - actuals.actual)'
                ' / nullif(goal_lines.working_days - goal_lines.working_day, 0)'
            ) }}
        end as needed_per_day,
        {{ published('until_end.expected') }} as projection,
        {{ published('until_end.lower') }} as projection_lower,
        {{ published('until_end.upper') }} as projection_upper,
        {{ published('until_end.probability') }} as probability_of_goal,
        {{ published('by_day.expected') }} as expected_cumulative,
        {{ published('by_day.lower') }} as expected_lower,
        {{ published('by_day.lower_50') }} as expected_lower_50,
        {{ published('by_day.upper_50') }} as expected_upper_50,
        {{ published('by_day.upper') }} as expected_upper
    from goal_lines
    cross join run
    left join actuals
        on goal_lines.day = actuals.day
        and goal_lines.lead_type = actuals.lead_type
        and goal_lines.measure = actuals.measure
    left join projections as until_end
        on goal_lines.day = until_end.base_day
        and until_end.horizon = {{ dbt.last_day('run.as_of', 'month') }}
        and goal_lines.lead_type = until_end.lead_type
        and goal_lines.measure = until_end.measure
    left join projections as by_day
        on run.as_of = by_day.base_day
        and goal_lines.day = by_day.horizon
        and goal_lines.day > run.as_of
        and goal_lines.lead_type = by_day.lead_type
        and goal_lines.measure = by_day.measure
)

select * from final
