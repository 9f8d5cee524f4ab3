-- How many business seconds had passed before each local day of a calendar, and when is that
-- day open? With it, business time between two instants is a difference of two sums, without
-- joining every opening in between.
with

openings as (
    select
        *,
        row_number() over (partition by calendar_id, day_date order by opens_at) as opening_number
    from {{ ref('int_openings') }}
),

calendars as (
    select calendar_id, min(timezone) as timezone
    from {{ ref('business_hours') }}
    group by 1
),

per_day as (
    select
        calendars.calendar_id,
        calendars.timezone,
        days.day_date,
        {%- for number in [1, 2, 3] %}
        max(openings.opens_at) filter (where openings.opening_number = {{ number }}) as opens_{{ number }}_at,
        max(openings.closes_at) filter (where openings.opening_number = {{ number }}) as closes_{{ number }}_at,
        {%- endfor %}
        coalesce(sum({{ seconds_between('openings.opens_at', 'openings.closes_at') }}), 0) as open_seconds
    from calendars
    cross join {{ ref('int_calendar_dates') }} as days
    left join openings
        on calendars.calendar_id = openings.calendar_id and days.day_date = openings.day_date
    group by 1, 2, 3
),

final as (
    select
        *,
        coalesce(sum(open_seconds) over (
            partition by calendar_id order by day_date rows between unbounded preceding and 1 preceding
        ), 0) as seconds_before
    from per_day
)

select * from final
