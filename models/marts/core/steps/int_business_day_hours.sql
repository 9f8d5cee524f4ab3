-- On which UTC day does a calendar reach a given number of business seconds? The inverse of
-- int_business_utc_days: one row per day and full hour of business time that the day touches.
-- Apart because a deadline is found by an equal join on a table, instead of a search through all
-- days.
with

days as (
    select * from {{ ref('int_business_utc_days') }} where open_seconds > 0
),

hours as (
    {{ number_rows(0, 25) }}
),

final as (
    select
        days.*,
        {{ business_hour_number('days.seconds_before') }} + hours.number as business_hour_number
    from days
    inner join hours
        on {{ business_hour_number('days.seconds_before') }} + hours.number
        <= {{ business_hour_number('days.seconds_before + days.open_seconds') }}
)

select * from final
