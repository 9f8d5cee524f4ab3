-- Which week, and which month, of the follow-up reports does each day belong to?
-- Apart because events find their periods by an equal join, the same for weeks and months.
with

periods as (
    select * from {{ ref('int_followup_periods') }}
),

numbers as (
    {{ number_rows(0, 30) }}
),

days as (
    select
        periods.period_kind,
        periods.period,
        periods.period_end,
        cast({{ dbt.dateadd('day', 'cast(numbers.number as int)', 'periods.period') }} as date)
            as day_date
    from periods
    cross join numbers
)

select day_date, period_kind, period
from days
where day_date <= period_end
