-- How many hours does sales have for follow-up, per month from a year back to a year ahead?
-- Weekly hours by the working days of each person's calendar.
{%- set months_back = 12 %}

with

members as (
    select
        team_members.*,
        coalesce(calendars.calendar_id, countries.calendar_id, 'default') as own_calendar_id
    from {{ ref('team_members') }} as team_members
    left join (select distinct calendar_id from {{ ref('business_hours') }}) as calendars
        on team_members.calendar_id = calendars.calendar_id
    left join (select distinct calendar_id from {{ ref('business_hours') }}) as countries
        on team_members.country = countries.calendar_id
    where coalesce(team_members.role, 'sdr') <> 'marketing' and team_members.weekly_hours > 0
),

days as (
    select
        openings.calendar_id,
        openings.day_date,
        sum({{ seconds_between('openings.opens_at', 'openings.closes_at') }}) as open_seconds
    from {{ ref('int_openings') }} as openings
    cross join {{ ref('run') }} as run
    where openings.day_date >= {{ dbt.dateadd('month', -months_back, month_start('run.as_of')) }}
    group by 1, 2
),

-- an ordinary week, of which each day is a share
weeks as (
    select
        calendar_id,
        sum({{ seconds_between(
            clock_time("cast('2000-01-01' as date)", 'opens'),
            clock_time("cast('2000-01-01' as date)", 'closes')
        ) }}) as open_seconds
    from {{ ref('business_hours') }}
    group by 1
),

final as (
    select
        {{ month_start('days.day_date') }} as month,
        members.owner,
        sum(members.weekly_hours * days.open_seconds / weeks.open_seconds) as hours
    from members
    inner join days
        on members.own_calendar_id = days.calendar_id
        and (days.day_date >= members.active_from or members.active_from is null)
        and (days.day_date <= members.active_to or members.active_to is null)
    inner join weeks on days.calendar_id = weeks.calendar_id
    group by 1, 2
)

select * from final
