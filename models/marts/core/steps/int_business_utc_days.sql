-- How many business seconds had passed before each UTC day of a calendar, and when is it open
-- during that day? With it, business time between two instants is a difference of two sums, without
-- joining every opening in between; cut at UTC midnights, so that an instant finds its row by its
-- own date, without a conversion of its time zone.
{%- set numbers = [1, 2, 3, 4] %}

with

openings as (
    select * from {{ ref('int_openings') }}
),

offsets as (
    {{ number_rows(0, 2) }}
),

pieces as (
    select
        openings.calendar_id,
        cast(
            {{ dbt.dateadd(
                'day', 'cast(offsets.number as int)', 'cast(openings.opens_at as date)'
            ) }} as date
        ) as utc_date,
        openings.opens_at,
        openings.closes_at
    from openings
    cross join offsets
),

cut as (
    select
        calendar_id,
        utc_date,
        greatest(opens_at, cast(utc_date as timestamp)) as opens_at,
        least(closes_at, cast({{ dbt.dateadd('day', 1, 'utc_date') }} as timestamp)) as closes_at
    from pieces
),

ordered as (
    select
        *,
        row_number() over (partition by calendar_id, utc_date order by opens_at) as opening_number
    from cut
    where closes_at > opens_at
),

calendars as (
    select distinct calendar_id from {{ ref('business_hours') }}
),

per_day as (
    select
        calendars.calendar_id,
        days.day_date as utc_date,
        {%- for number in numbers %}
        max(ordered.opens_at) filter (where ordered.opening_number = {{ number }})
            as opens_{{ number }}_at,
        max(ordered.closes_at) filter (where ordered.opening_number = {{ number }})
            as closes_{{ number }}_at,
        {%- endfor %}
        cast(
            coalesce(
                sum({{ seconds_between('ordered.opens_at', 'ordered.closes_at') }}), 0
            ) as bigint
        ) as open_seconds
    from calendars
    cross join {{ ref('int_calendar_dates') }} as days
    left join ordered
        on calendars.calendar_id = ordered.calendar_id and days.day_date = ordered.utc_date
    group by 1, 2
),

final as (
    select
        *,
        cast(coalesce(sum(open_seconds) over (
            partition by calendar_id
            order by utc_date rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as seconds_before
    from per_day
)

select * from final
