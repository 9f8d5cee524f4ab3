-- When is each calendar open, in UTC? One row per day and interval; holidays have none.
with

hours as (
    select * from {{ ref('business_hours') }}
),

holidays as (
    select * from {{ ref('holidays') }}
),

days as (
    select * from {{ ref('int_calendar_dates') }}
),

final as (
    select
        hours.calendar_id,
        hours.timezone,
        days.day_date,
        {{ utc_from_zone(clock_time('days.day_date', 'hours.opens'), 'hours.timezone') }}
            as opens_at,
        {{ utc_from_zone(clock_time('days.day_date', 'hours.closes'), 'hours.timezone') }}
            as closes_at
    from hours
    inner join days on {{ weekday_number('days.day_date') }} = hours.weekday
    left join holidays
        on hours.calendar_id = holidays.calendar_id and days.day_date = holidays.date
    where holidays.date is null
)

select * from final
