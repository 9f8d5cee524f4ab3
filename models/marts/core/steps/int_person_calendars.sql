-- On whose calendar does a person's clock run? The owner's, else the country's, else `default`.
with

members as (
    select owner, min(calendar_id) as calendar_id
    from {{ ref('team_members') }}
    where calendar_id is not null
    group by 1
),

calendars as (
    select calendar_id, min(timezone) as timezone
    from {{ ref('business_hours') }}
    group by 1
),

chosen as (
    select
        people.lead_key,
        coalesce(owners.calendar_id, countries.calendar_id, 'default') as calendar_id
    from {{ ref('int_people') }} as people
    left join members on people.owner = members.owner
    left join calendars as owners on members.calendar_id = owners.calendar_id
    left join calendars as countries on people.country = countries.calendar_id
)

select chosen.lead_key, chosen.calendar_id, calendars.timezone
from chosen
inner join calendars on chosen.calendar_id = calendars.calendar_id
