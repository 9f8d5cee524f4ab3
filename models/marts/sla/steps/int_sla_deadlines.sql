-- Until when must the first attempt, and the last of the required attempts, be made?
-- Hours of a business clock run while the owner's calendar is open: the deadline is the first
-- instant at which the calendar has passed those hours. Days are whole days of the time zone.
with

clocks as (
    select
        clocks.*,
        calendars.calendar_id,
        cast(clocks.clock_started_at as date) as utc_date
    from {{ ref('int_sla_clocks') }} as clocks
    left join {{ ref('int_person_calendars') }} as calendars on clocks.lead_key = calendars.lead_key
),

started as (
    select
        clocks.*,
        {{ business_seconds('clocks.clock_started_at', 'start_day') }} as start_seconds,
        {{ business_seconds('clocks.clock_started_at', 'start_day') }}
        + clocks.first_attempt_hours * 3600
            as deadline_seconds
    from clocks
    left join {{ ref('int_business_utc_days') }} as start_day
        on clocks.calendar_id = start_day.calendar_id and clocks.utc_date = start_day.utc_date
),

business_deadlines as (
    select
        started.lead_key,
        started.episode_number,
        {{ business_instant('started.deadline_seconds', 'day') }} as deadline_at
    from started
    inner join {{ ref('int_business_day_hours') }} as day
        on started.calendar_id = day.calendar_id
        and {{ business_hour_number('started.deadline_seconds') }} = day.business_hour_number
        and started.deadline_seconds > day.seconds_before
        and started.deadline_seconds <= day.seconds_before + day.open_seconds
    where started.business_hours
),

final as (
    select
        started.*,
        case
            when started.first_attempt_hours is null then null
            when started.business_hours then business_deadlines.deadline_at
            else
                {{ dbt.dateadd(
                    'second', 'cast(started.first_attempt_hours * 3600 as bigint)',
                    'started.clock_started_at'
                ) }}
        end as first_attempt_deadline_at,
        -- the last second of the last day
        case when started.attempts_required is not null and started.within_days is not null then
            {{ dbt.dateadd('second', -1, utc_time(
                dbt.dateadd('day', 'cast(started.within_days + 1 as int)', 'started.clock_date')
            )) }}
        end as attempts_deadline_at
    from started
    left join business_deadlines
        on started.lead_key = business_deadlines.lead_key
        and started.episode_number = business_deadlines.episode_number
)

select * from final
