-- How much follow-up fits into a working day of each owner of open leads, and who takes no leads
-- any more? Weekly hours over the working days of the owner's calendar; the usual where none are
-- given.
with

run as (
    select * from {{ ref('run') }}
),

owners as (
    select distinct owner from {{ ref('int_open_leads') }} where owner is not null
),

members as (
    select
        owner,
        max_by(calendar_id, coalesce(active_from, cast('1900-01-01' as date)))
            filter (where calendar_id is not null) as calendar_id,
        max_by(weekly_hours, coalesce(active_from, cast('1900-01-01' as date)))
            filter (where weekly_hours is not null) as weekly_hours,
        bool_or(is_active) as is_active,
        min(coalesce(active_from, cast('1900-01-01' as date))) as active_from,
        max(team) as team
    from {{ ref('int_team_members') }}
    group by 1
),

calendars as (
    select calendar_id, min(timezone) as timezone, count(distinct weekday) as working_days
    from {{ ref('business_hours') }}
    group by 1
),

final as (
    select
        owners.owner,
        members.team,
        coalesce(calendars.timezone, run.timezone) as rep_timezone,
        coalesce(members.weekly_hours, {{ var('usual_weekly_hours') }}) * 60e0
        / coalesce(calendars.working_days, 5) as minutes_in_day,
        coalesce(not members.is_active and members.active_from <= run.as_of, false)
        {%- for words in var('deactivated_owner_words') %}
        or lower(owners.owner) like '{{ words }}%'
        {%- endfor %} as has_left
    from owners
    cross join run
    left join members on owners.owner = members.owner
    left join calendars on coalesce(members.calendar_id, 'default') = calendars.calendar_id
)

select * from final
