-- What has happened with each person's current episode so far?
with

open_leads as (
    select lead_key, episode_number, started_at from {{ ref('int_open_leads') }}
),

progress as (
    select
        events.lead_key,
        max(events.progressed_at) as last_progress_at,
        max(events.progressed_at) filter (where events.is_response) as last_response_at
    from {{ ref('int_progress_events') }} as events
    inner join open_leads
        on events.lead_key = open_leads.lead_key
        and events.episode_number = open_leads.episode_number
    group by 1
),

attempts as (
    select
        attempts.lead_key,
        count(*) as attempts,
        count(attempts.attempt_number) as numbered_attempts,
        max(attempts.occurred_at) as last_attempt_at
    from {{ ref('int_numbered_attempts') }} as attempts
    inner join open_leads
        on attempts.lead_key = open_leads.lead_key
        and attempts.episode_number = open_leads.episode_number
    where not attempts.is_before_creation
    group by 1
),

contacts as (
    select lead_key, count(*) as contacts
    from {{ ref('int_attempt_people') }}
    where lead_key is not null
    group by 1
),

touches as (
    select lead_key, count(*) as touches
    from {{ ref('int_touchpoints') }}
    where lead_key is not null
    group by 1
),

final as (
    select
        open_leads.lead_key,
        coalesce(progress.last_progress_at, open_leads.started_at) as last_progress_at,
        progress.last_response_at,
        coalesce(attempts.attempts, 0) as attempts,
        coalesce(attempts.numbered_attempts, 0) as numbered_attempts,
        attempts.last_attempt_at,
        coalesce(contacts.contacts, 0) + coalesce(touches.touches, 0) as interaction_count
    from open_leads
    left join progress on open_leads.lead_key = progress.lead_key
    left join attempts on open_leads.lead_key = attempts.lead_key
    left join contacts on open_leads.lead_key = contacts.lead_key
    left join touches on open_leads.lead_key = touches.lead_key
)

select * from final
