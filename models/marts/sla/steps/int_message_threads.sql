-- Which messages of open leads waited for an answer, since when and until when?
-- What a lead writes until somebody answers is one clock, which starts with the first message. A
-- message is an inbound contact that nobody took at once, or a touch of `message_touch_types`
-- other than the one that begins the episode. An outbound contact that arrived, or a
-- conversation, answers it; a call nobody picked up does not.
with

policies as (
    select * from {{ ref('sla_policies') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

contacts as (
    select
        lead_key,
        occurred_at,
        occurred_at_is_date_only as is_date_only,
        case
            when outcome = 'opted_out' then 'closed'
            when outcome in ('connected', 'meeting_held') then 'answer'
            when outcome in ('bounced', 'wrong_number') then 'nothing'
            when direction = 'inbound' and outcome = 'refused' then 'nothing'
            when direction = 'inbound' and contact_channel = 'meeting' then 'nothing'
            when direction = 'inbound' then 'message'
            when outcome in ('no_answer', 'busy') then 'nothing'
            else 'answer'
        end as kind
    from {{ ref('int_attempt_people') }}
    where lead_key is not null
),

-- nothing to look for where no policy promises an answer
messages as (
    select lead_key, occurred_at, is_date_only from contacts where kind = 'message'
    union all
    select lead_key, occurred_at, occurred_at_is_date_only
    from {{ ref('int_touchpoints') }}
    where lead_key is not null and touch_type in {{ one_of(var("message_touch_types")) }}
),

promised_messages as (
    select messages.*
    from messages
    inner join (select count(reply_hours) as promises from policies) as promised
        on promised.promises > 0
),

events as (
    select lead_key, occurred_at, is_date_only, 'message' as kind, 4 as sort_order,
        cast(null as bigint) as episode_number
    from promised_messages
    union all
    -- a date without a time may be any hour of its day
    select lead_key,
        case when is_date_only then {{ dbt.dateadd('second', 86399, 'occurred_at') }}
            else occurred_at end,
        is_date_only, kind, 5, null
    from contacts
    where kind in ('answer', 'closed')
    union all
    select lead_key, started_at, false, 'started', 1, episode_number from episodes
    union all
    select visits.lead_key, greatest(visits.entered_at, episodes.started_at), false,
        case when stages.is_final then 'closed' else 'opened' end,
        case when stages.is_final then 3 else 2 end, null
    from {{ ref('fct_stage_visits') }} as visits
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
),

ordered as (
    select
        events.*,
        row_number() over (
            partition by events.lead_key order by events.occurred_at, events.sort_order
        ) as position
    from events
    inner join (select distinct lead_key from promised_messages) as writers
        on events.lead_key = writers.lead_key
),

-- everything about a message in one pass over what happened before and after it
placed as (
    select
        *,
        max(case when kind = 'started' then episode_number end) over so_far as of_episode,
        max(case when kind = 'started' then occurred_at end) over so_far as started_at,
        max(case when kind in ('started', 'opened') then position end) over so_far as opened,
        max(case when kind = 'closed' then position end) over so_far as closed,
        count(case when kind in ('started', 'closed', 'answer') then 1 end) over so_far as thread,
        min(case when kind = 'answer' then occurred_at end) over from_here as answered_at,
        min(case when kind = 'answer' and is_date_only then occurred_at end) over from_here
            as dated_answer_at,
        min(case when kind in ('started', 'closed') then occurred_at end) over from_here as ended_at
    from ordered
    window
        so_far as (
            partition by lead_key order by position
            rows between unbounded preceding and current row
        ),
        from_here as (
            partition by lead_key order by position
            rows between current row and unbounded following
        )
),

threads as (
    select
        lead_key,
        of_episode as episode_number,
        row_number() over (partition by lead_key, of_episode order by thread) as clock_number,
        min(occurred_at) as clock_started_at,
        min_by(is_date_only, position) as is_date_only,
        count(*) as messages,
        min(answered_at) as answered_at,
        coalesce(min(answered_at) = min(dated_answer_at), false) as answered_at_is_date_only,
        min(ended_at) as ended_at
    from placed
    where
        kind = 'message'
        and opened > coalesce(closed, 0)
        and {{ seconds_between('started_at', 'occurred_at') }}
        > 60 * {{ var('attempt_burst_minutes') }}
    group by lead_key, of_episode, thread
)

select * from threads
