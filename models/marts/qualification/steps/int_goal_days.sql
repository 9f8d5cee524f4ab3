-- How many working days of its month are over by each day, from the month of the first lead on?
-- Goals advance on the working days of the calendar `default`: a holiday is none.
with

run as (
    select * from {{ ref('run') }}
),

firsts as (
    select min(day) as first_day from {{ ref('int_marketing_deliveries') }}
),

openings as (
    select distinct day_date from {{ ref('int_openings') }} where calendar_id = 'default'
),

days as (
    select
        dates.day_date as day,
        {{ month_start('dates.day_date') }} as month,
        case when openings.day_date is null then 0 else 1 end as is_working
    from {{ ref('int_calendar_dates') }} as dates
    cross join run
    cross join firsts
    left join openings on dates.day_date = openings.day_date
    where
        {{ month_start('dates.day_date') }} <= run.as_of
        and dates.day_date >= {{ month_start('firsts.first_day') }}
),

final as (
    select
        day,
        month,
        cast(sum(is_working) over (partition by month order by day) as bigint) as working_day,
        cast(sum(is_working) over (partition by month) as bigint) as working_days
    from days
)

select * from final
