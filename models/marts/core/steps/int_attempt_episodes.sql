-- What is each attempt, once bursts are one and inbound replies are credited, and in which episode
-- of its person was it made? An inbound contact proves that the latest attempt within the reply
-- window connected; one that asks for no further contact is its refusal. Attempts from before the
-- person's record existed are kept, flagged, and never counted.
with

bursts as (
    select * from {{ ref('int_attempt_bursts') }}
),

replies as (
    select lead_key, occurred_at as replied_at, coalesce(outcome = 'opted_out', false) as is_refusal
    from {{ ref('int_attempt_people') }}
    where direction = 'inbound' and lead_key is not null
),

-- most contacts stand alone and need no comparing
alone as (
    select
        lead_key,
        burst_started_at as occurred_at,
        attempt_key,
        occurred_at_is_date_only,
        contact_channel,
        outcome,
        rep,
        is_connect,
        case when is_connect then occurred_at end as connected_at,
        case when outcome in ('wrong_number', 'bounced') then outcome end as bad_address,
        coalesce(outcome = 'opted_out', false) as has_opted_out,
        duration_seconds,
        1 as contacts,
        source_file,
        source_row
    from bursts
    where chain_contacts = 1
),

together as (
    select
        lead_key,
        burst_started_at as occurred_at,
        min_by(attempt_key, (occurred_at, attempt_key)) as attempt_key,
        min_by(occurred_at_is_date_only, (occurred_at, attempt_key)) as occurred_at_is_date_only,
        -- the part that connected speaks for the whole
        min_by(contact_channel, (not is_connect, occurred_at, attempt_key))
            filter (where contact_channel is not null) as contact_channel,
        min_by(outcome, (not is_connect, occurred_at, attempt_key))
            filter (where outcome is not null) as outcome,
        min_by(rep, (not is_connect, occurred_at, attempt_key))
            filter (where rep is not null) as rep,
        bool_or(is_connect) as is_connect,
        min(occurred_at) filter (where is_connect) as connected_at,
        max(case when outcome in ('wrong_number', 'bounced') then outcome end) as bad_address,
        bool_or(coalesce(outcome = 'opted_out', false)) as has_opted_out,
        sum(duration_seconds) as duration_seconds,
        count(*) as contacts,
        min_by(source_file, (occurred_at, attempt_key)) as source_file,
        min_by(source_row, (occurred_at, attempt_key)) as source_row
    from bursts
    where chain_contacts > 1
    group by 1, 2
),

unanswered as (
    select * from alone
    union all
    select * from together
),

credited as (
    select replies.lead_key, replies.replied_at, replies.is_refusal, max(attempts.occurred_at)
        as occurred_at
    from replies
    inner join unanswered as attempts
        on replies.lead_key = attempts.lead_key and attempts.occurred_at <= replies.replied_at
    group by 1, 2, 3
    having {{ seconds_between('max(attempts.occurred_at)', 'replies.replied_at') }}
        <= 86400 * {{ var('reply_credit_days') }}
),

replied_attempts as (
    select
        lead_key,
        occurred_at,
        min(replied_at) filter (where not is_refusal) as replied_at,
        bool_or(is_refusal) as is_refused
    from credited
    group by 1, 2
),

answered as (
    select
        attempts.* except (is_connect, connected_at, has_opted_out),
        attempts.has_opted_out or coalesce(replied_attempts.is_refused, false) as has_opted_out,
        attempts.is_connect or replied_attempts.replied_at is not null as is_connect,
        not attempts.is_connect and replied_attempts.replied_at is not null as is_connect_by_reply,
        coalesce(attempts.connected_at, replied_attempts.replied_at) as connected_at
    from unanswered as attempts
    left join replied_attempts
        on attempts.lead_key = replied_attempts.lead_key
        and attempts.occurred_at = replied_attempts.occurred_at
),

attempts as (
    select
        *,
        -- a date without a time may be any hour of its day: it belongs to what began that day
        case when occurred_at_is_date_only then {{ dbt.dateadd(
            'second', 86399, 'occurred_at'
        ) }} else occurred_at end
            as placed_at
    from answered
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

final as (
    select
        attempts.* except (placed_at),
        coalesce(episodes.episode_number, 1) as episode_number,
        episodes.started_at,
        episodes.started_at_is_date_only,
        episodes.lead_key is null as is_before_creation
    from attempts
    left join episodes
        on attempts.lead_key = episodes.lead_key
        and attempts.placed_at >= episodes.started_at
        and (attempts.placed_at < episodes.next_started_at or episodes.next_started_at is null)
)

select * from final
