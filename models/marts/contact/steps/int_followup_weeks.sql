-- Which weeks does the follow-up report cover, and on which day is each one's state judged?
with

run as (
    select * from {{ ref('run') }}
),

numbers as (
    {{ number_rows(0, var('followup_weeks') - 1) }}
),

weeks as (
    select
        cast(
            {{ dbt.dateadd(
                'day', 'cast(-7 * numbers.number as int)', week_start('run.as_of')
            ) }} as date
        ) as week,
        run.as_of
    from run
    cross join numbers
)

select
    week,
    cast({{ dbt.dateadd('day', 6, 'week') }} as date) as week_end,
    cast(least({{ dbt.dateadd('day', 6, 'week') }}, as_of) as date) as state_date,
    as_of,
    as_of >= {{ dbt.dateadd('day', 6, 'week') }} as is_complete
from weeks
