-- How far has each lead type come by each day of its month, counted from the month's first day?
with

run as (
    select * from {{ ref('run') }}
),

goal_days as (
    select goal_days.*
    from {{ ref('int_goal_days') }} as goal_days
    cross join run
    where goal_days.day <= run.as_of
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

final as (
    select
        goal_days.day,
        goal_days.month,
        goal_days.working_day,
        goal_days.working_days,
        lead_types.lead_type,
        {%- for count in ['leads', 'mqls', 'credited', 'rejected'] %}
        cast(
            coalesce(sum(delivered.{{ count }}) over so_far, 0) as bigint
        ) as {{ count }}{{ "," if not loop.last }}
        {%- endfor %}
    from goal_days
    cross join lead_types
    left join {{ ref('int_marketing_deliveries') }} as delivered
        on goal_days.day = delivered.day and lead_types.lead_type = delivered.lead_type
    window so_far as (partition by goal_days.month, lead_types.lead_type order by goal_days.day)
)

select * from final
