-- Which attempt of which episode was each outbound contact, and did it connect?
-- Attempts are numbered up to the first two-way contact; those before the person's record
-- existed, and those of nobody we know, have no number.
with

attempts as (
    select * from {{ ref('int_attempts') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

placed as (
    select
        attempts.*,
        coalesce(episodes.episode_number, 1) as episode_number,
        episodes.started_at,
        episodes.lead_key is null as is_before_creation
    from attempts
    left join episodes
        on attempts.lead_key = episodes.lead_key
        and attempts.occurred_at >= episodes.started_at
        and (attempts.occurred_at < episodes.next_started_at or episodes.next_started_at is null)
),

-- an inbound contact that no attempt can claim ends the numbering as well
two_way_contacts as (
    select placed.lead_key, placed.episode_number, placed.connected_at
    from placed
    where placed.is_connect and not placed.is_before_creation
    union all
    select replies.lead_key, episodes.episode_number, replies.occurred_at
    from {{ ref('int_attempt_people') }} as replies
    inner join episodes
        on replies.lead_key = episodes.lead_key
        and replies.occurred_at >= episodes.started_at
        and (replies.occurred_at < episodes.next_started_at or episodes.next_started_at is null)
    where replies.direction = 'inbound'
),

first_contacts as (
    select lead_key, episode_number, min(connected_at) as first_connected_at
    from two_way_contacts
    group by 1, 2
),

numbered as (
    select
        placed.*,
        not placed.is_before_creation
        and (
            first_contacts.first_connected_at is null
            or placed.occurred_at <= first_contacts.first_connected_at
        ) as is_numbered,
        lag(placed.occurred_at) over (
            partition by placed.lead_key, placed.episode_number order by placed.occurred_at
        ) as previous_occurred_at
    from placed
    left join first_contacts
        on placed.lead_key = first_contacts.lead_key
        and placed.episode_number = first_contacts.episode_number
),

with_calendars as (
    select
        numbered.*,
        calendars.calendar_id,
        cast({{ zone_from_utc('numbered.occurred_at', 'calendars.timezone') }} as date) as local_date,
        cast({{ zone_from_utc('numbered.started_at', 'calendars.timezone') }} as date) as started_local_date
    from numbered
    left join {{ ref('int_person_calendars') }} as calendars on numbered.lead_key = calendars.lead_key
),

linked as (
    select
        attempts.attempt_key,
        attempts.lead_key,
        cast(attempts.episode_number as bigint) as episode_number,
        cast(case when attempts.is_numbered then sum(cast(attempts.is_numbered as int)) over (
            partition by attempts.lead_key, attempts.episode_number order by attempts.occurred_at
        ) end as bigint) as attempt_number,
        attempts.occurred_at,
        attempts.occurred_at_is_date_only,
        attempts.contact_channel,
        attempts.outcome,
        attempts.is_connect,
        attempts.is_connect_by_reply,
        attempts.is_before_creation,
        attempts.rep,
        {{ seconds_between('attempts.previous_occurred_at', 'attempts.occurred_at') }} / 3600.0 as hours_since_previous,
        case when not attempts.occurred_at_is_date_only and not attempts.is_before_creation then
            ({{ business_seconds('attempts.occurred_at', 'attempt_day') }}
            - {{ business_seconds('attempts.started_at', 'start_day') }}) / 60.0
        end as business_minutes_since_created,
        attempts.contacts,
        attempts.source_file,
        attempts.source_row
    from with_calendars as attempts
    left join {{ ref('int_business_days') }} as attempt_day
        on attempts.calendar_id = attempt_day.calendar_id and attempts.local_date = attempt_day.day_date
    left join {{ ref('int_business_days') }} as start_day
        on attempts.calendar_id = start_day.calendar_id and attempts.started_local_date = start_day.day_date
),

unlinked as (
    select
        attempt_key, lead_key, cast(null as bigint) as episode_number, cast(null as bigint) as attempt_number,
        occurred_at, occurred_at_is_date_only, contact_channel, outcome, is_connect,
        false as is_connect_by_reply, false as is_before_creation, rep,
        cast(null as double) as hours_since_previous, cast(null as double) as business_minutes_since_created,
        1 as contacts, source_file, source_row
    from {{ ref('int_attempt_people') }}
    where lead_key is null and direction = 'outbound'
)

select * from linked
union all
select * from unlinked
