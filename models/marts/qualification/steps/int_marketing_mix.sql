-- What did each lead type bring lately, as each month of the plan began? The complete months before
-- it, and before as_of; a month with no MQL before it is planned by all that are known.
{%- set counts = ['leads', 'mqls', 'credited', 'rejected'] %}

with

run as (
    select * from {{ ref('run') }}
),

goal_days as (
    select * from {{ ref('int_goal_days') }}
),

months as (
    select month from goal_days
    union
    select {{ month_start('month') }} from {{ ref('sales_quotas') }}
    union
    select {{ month_start('month') }} from {{ ref('marketing_targets') }}
),

windows as (
    select
        months.month,
        least(months.month, {{ month_start('run.as_of') }}) as window_end,
        cast(
            {{ dbt.dateadd(
                'month', -var('expected_from_months'),
                'least(months.month, ' ~ month_start('run.as_of') ~ ')'
            ) }} as date
        ) as window_start
    from months
    cross join run
),

delivered as (
    select
        {{ month_start('day') }} as month,
        lead_type,
        {%- for count in counts %}
        sum({{ count }}) as {{ count }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('int_marketing_deliveries') }}
    group by 1, 2
),

working_months as (
    select month, max(working_days) as working_days from goal_days group by 1
),

window_days as (
    select windows.month, sum(working_months.working_days) as working_days
    from windows
    left join working_months
        on working_months.month >= windows.window_start
        and working_months.month < windows.window_end
    group by 1
),

ever as (
    select
        lead_types.lead_type,
        coalesce(sum(delivered.leads), 0) as leads,
        coalesce(sum(delivered.mqls), 0) as mqls
    from (select distinct lead_type from {{ ref('int_people') }}) as lead_types
    left join delivered on lead_types.lead_type = delivered.lead_type
    group by 1
),

recent as (
    select
        windows.month,
        ever.lead_type,
        ever.leads as leads_ever,
        ever.mqls as mqls_ever,
        {%- for count in counts %}
        coalesce(sum(delivered.{{ count }}), 0) as {{ count }}{{ "," if not loop.last }}
        {%- endfor %}
    from windows
    cross join ever
    left join delivered
        on ever.lead_type = delivered.lead_type
        and delivered.month >= windows.window_start
        and delivered.month < windows.window_end
    group by 1, 2, 3, 4
),

final as (
    select
        recent.month,
        recent.lead_type,
        {%- for count in counts %}
        cast(recent.{{ count }} as bigint) as recent_{{ count }},
        {%- endfor %}
        cast(window_days.working_days as bigint) as recent_working_days,
        {%- for measure in ['leads', 'mqls'] %}
        coalesce(
            cast(recent.{{ measure }} as double)
            / nullif(sum(recent.{{ measure }}) over of_month, 0),
            cast(recent.{{ measure }}_ever as double)
            / nullif(sum(recent.{{ measure }}_ever) over of_month, 0)
        ) as {{ measure }}_share{{ "," if not loop.last }}
        {%- endfor %}
    from recent
    inner join window_days on recent.month = window_days.month
    window of_month as (partition by recent.month)
)

select * from final
