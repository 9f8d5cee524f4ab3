-- Until when must the first attempt be made, and each waiting message be answered?
-- Hours of a business clock run while the owner's calendar is open: the deadline is the first
-- instant at which the calendar has passed those hours.
with

clocks as (
    select lead_key, episode_number, 'first_attempt' as clause, cast(1 as bigint) as clock_number,
        clock_started_at, first_attempt_hours as hours, business_hours
    from {{ ref('int_sla_clocks') }}
    union all
    select lead_key, episode_number, 'next_reply', clock_number,
        clock_started_at, reply_hours, business_hours
    from {{ ref('int_reply_clocks') }}
),

open_days as (
    select * from {{ ref('int_business_utc_days') }} where open_seconds > 0
),

hours as (
    {{ number_rows(0, 25) }}
),

-- each full hour of business time that a day touches: a deadline is found by an equal join
-- instead of a search through all days
day_hours as (
    select
        open_days.*,
        {{ business_hour_number('open_days.seconds_before') }} + hours.number
            as business_hour_number
    from open_days
    inner join hours
        on {{ business_hour_number('open_days.seconds_before') }} + hours.number
        <= {{ business_hour_number('open_days.seconds_before + open_days.open_seconds') }}
),

started as (
    select
        clocks.*,
        calendars.calendar_id,
        {{ business_seconds('clocks.clock_started_at', 'start_day') }} as start_seconds,
        {{ business_seconds('clocks.clock_started_at', 'start_day') }} + clocks.hours * 3600
            as deadline_seconds
    from clocks
    left join {{ ref('int_person_calendars') }} as calendars on clocks.lead_key = calendars.lead_key
    left join {{ ref('int_business_utc_days') }} as start_day
        on calendars.calendar_id = start_day.calendar_id
        and cast(clocks.clock_started_at as date) = start_day.utc_date
),

business_deadlines as (
    select
        started.lead_key,
        started.episode_number,
        started.clause,
        started.clock_number,
        {{ business_instant('started.deadline_seconds', 'day') }} as deadline_at
    from started
    inner join day_hours as day
        on started.calendar_id = day.calendar_id
        and {{ business_hour_number('started.deadline_seconds') }} = day.business_hour_number
        and started.deadline_seconds > day.seconds_before
        and started.deadline_seconds <= day.seconds_before + day.open_seconds
    where started.business_hours
),

final as (
    select
        started.lead_key,
        started.episode_number,
        started.clause,
        started.clock_number,
        started.calendar_id,
        started.business_hours,
        started.start_seconds,
        started.deadline_seconds,
        case
            when started.hours is null then null
            when started.business_hours then business_deadlines.deadline_at
            else
                {{ dbt.dateadd(
                    'second', 'cast(started.hours * 3600 as bigint)', 'started.clock_started_at'
                ) }}
        end as deadline_at
    from started
    left join business_deadlines
        on started.lead_key = business_deadlines.lead_key
        and started.episode_number = business_deadlines.episode_number
        and started.clause = business_deadlines.clause
        and started.clock_number = business_deadlines.clock_number
)

select * from final
