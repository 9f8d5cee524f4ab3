-- Which attempt of which episode was each outbound contact, and did it connect?
-- Attempts are numbered up to the first two-way contact; those before the person's record
-- existed, and those of nobody we know, have no number. Hours need times: dates have none.
with

attempts as (
    select
        attempts.*,
        calendars.calendar_id,
        cast(attempts.occurred_at as date) as utc_date,
        cast(attempts.started_at as date) as started_utc_date,
        attempts.occurred_at_is_date_only or attempts.started_at_is_date_only as has_no_hours
    from {{ ref('int_numbered_attempts') }} as attempts
    left join {{ ref('int_person_calendars') }} as calendars
        on attempts.lead_key = calendars.lead_key
),

unlinked as (
    select * from {{ ref('int_attempt_people') }} where lead_key is null and direction = 'outbound'
),

business_days as (
    select * from {{ ref('int_business_utc_days') }}
),

linked as (
    select
        attempts.attempt_key,
        attempts.lead_key,
        cast(attempts.episode_number as bigint) as episode_number,
        cast(attempts.attempt_number as bigint) as attempt_number,
        attempts.occurred_at,
        attempts.occurred_at_is_date_only,
        attempts.contact_channel,
        attempts.outcome,
        attempts.is_connect,
        attempts.is_connect_by_reply,
        attempts.is_before_creation,
        attempts.is_first_attempt,
        attempts.rep,
        case when not (attempts.occurred_at_is_date_only or attempts.previous_is_date_only) then
            round(
                {{ seconds_between('attempts.previous_occurred_at', 'attempts.occurred_at') }}
                / 3600e0,
                10
            )
        end as hours_since_previous,
        case when not attempts.has_no_hours and not attempts.is_before_creation then
            round((
                {{ business_seconds('attempts.occurred_at', 'attempt_day') }}
                - {{ business_seconds('attempts.started_at', 'start_day') }}
            ) / 60e0, 10)
        end as business_minutes_since_created,
        cast(attempts.contacts as bigint) as contacts,
        attempts.source_file,
        attempts.source_row
    from attempts
    left join business_days as attempt_day
        on attempts.calendar_id = attempt_day.calendar_id
        and attempts.utc_date = attempt_day.utc_date
    left join business_days as start_day
        on attempts.calendar_id = start_day.calendar_id
        and attempts.started_utc_date = start_day.utc_date
),

nobodys as (
    select
        attempt_key,
        lead_key,
        cast(null as bigint) as episode_number,
        cast(null as bigint) as attempt_number,
        occurred_at, occurred_at_is_date_only, contact_channel, outcome, is_connect,
        false as is_connect_by_reply, false as is_before_creation, false as is_first_attempt, rep,
        cast(null as double) as hours_since_previous,
        cast(null as double) as business_minutes_since_created,
        cast(1 as bigint) as contacts, source_file, source_row
    from unlinked
)

select * from linked
union all
select * from nobodys
