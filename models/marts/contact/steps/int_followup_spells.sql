-- During which days was each episode open, silent, stalled or in nurture?
-- from_date belongs to the spell, to_date does not. since_date is when what the spell counts from
-- happened: the answer that silence follows. A spell that ends because the lead moved again
-- (is_return) is a reactivation where it was stalled or in nurture.
{%- set far = "cast('9999-12-31' as date)" %}

with

run as (
    select * from {{ ref('run') }}
),

episodes as (
    select
        episodes.lead_key,
        episodes.episode_number,
        coalesce(episodes.owner, '(none)') as owner,
        episodes.owner is not null as has_owner,
        episodes.started_date,
        {{ local_date('starts.next_started_at') }} as next_started_date,
        policies.stalled_after_days,
        coalesce({{ local_date('people.next_activity_at') }} > run.as_of, false) as is_snoozed
    from {{ ref('fct_lead_episodes') }} as episodes
    cross join run
    inner join {{ ref('int_episode_starts') }} as starts
        on episodes.lead_key = starts.lead_key and episodes.episode_number = starts.episode_number
    inner join {{ ref('int_people') }} as people on episodes.lead_key = people.lead_key
    left join {{ ref('int_followup_policies') }} as policies
        on episodes.lead_type = policies.lead_type
),

-- what was over before the report's first week is left out
weeks as (
    select min(week) as first_week from {{ ref('int_followup_weeks') }}
),

open_periods as (
    select * from {{ ref('int_open_periods') }}
),

open_episodes as (
    select distinct lead_key, episode_number from open_periods
),

events as (
    select
        progress.lead_key,
        progress.episode_number,
        {{ local_date('progress.progressed_at') }} as event_date,
        max(cast(progress.is_response as int)) as is_response
    from {{ ref('int_progress_events') }} as progress
    inner join open_episodes
        on progress.lead_key = open_episodes.lead_key
        and progress.episode_number = open_episodes.episode_number
    group by 1, 2, 3
),

progress as (
    select
        events.lead_key, events.episode_number, events.event_date,
        cast(
            {{ dbt.dateadd(
                'day', 'cast(episodes.stalled_after_days + 1 as int)', 'events.event_date'
            ) }} as date
        ) as stalled_from_date,
        -- whoever comes back and begins another episode has moved, too
        coalesce(
            lead(events.event_date) over (
                partition by events.lead_key, events.episode_number order by events.event_date
            ),
            episodes.next_started_date
        ) as moved_date
    from events
    inner join episodes
        on events.lead_key = episodes.lead_key and events.episode_number = episodes.episode_number
),

-- silence begins with the episode and again with each answer
answers as (
    select lead_key, episode_number, event_date,
        lead(event_date)
            over (partition by lead_key, episode_number order by event_date)
            as next_event_date
    from (
        select lead_key, episode_number, event_date from events where is_response = 1
        union
        select episodes.lead_key, episodes.episode_number, episodes.started_date
        from episodes
        inner join open_episodes
            on episodes.lead_key = open_episodes.lead_key
            and episodes.episode_number = open_episodes.episode_number
    ) as beginnings
),

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

spells as (
    select lead_key, episode_number, 'open' as kind, from_date as since_date,
        from_date, to_date, false as is_return
    from open_periods
    union all
    select answers.lead_key, answers.episode_number, 'silent', answers.event_date,
        greatest(answers.event_date, open_periods.from_date),
        least(coalesce(answers.next_event_date, {{ far }}), open_periods.to_date), false
    from answers
    inner join open_periods
        on answers.lead_key = open_periods.lead_key
        and answers.episode_number = open_periods.episode_number
    union all
    select progress.lead_key, progress.episode_number, 'stalled', progress.stalled_from_date,
        greatest(progress.stalled_from_date, open_periods.from_date),
        least(coalesce(progress.moved_date, {{ far }}), open_periods.to_date),
        coalesce(progress.moved_date <= open_periods.to_date, false)
    from progress
    inner join open_periods
        on progress.lead_key = open_periods.lead_key
        and progress.episode_number = open_periods.episode_number
    where progress.stalled_from_date is not null
    union all
    -- who leaves nurture to be discarded has not come back
    select visits.lead_key, visits.episode_number, 'nurture', {{ local_date('visits.entered_at') }},
        {{ local_date('visits.entered_at') }},
        coalesce({{ local_date('visits.left_at') }}, episodes.next_started_date, {{ far }}),
        coalesce(
            next_visits.stage in {{ one_of(funnel_stages()) }},
            episodes.next_started_date is not null
        )
    from visits
    -- a day to spare: the week begins in local time
    inner join weeks
        on visits.left_at is null
        or visits.left_at >= {{ dbt.dateadd('day', -1, 'weeks.first_week') }}
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    left join visits as next_visits
        on visits.lead_key = next_visits.lead_key
        and visits.episode_number = next_visits.episode_number
        and visits.visit_number + 1 = next_visits.visit_number
    where visits.stage = 'nurture' and not visits.is_skip_imputed
)

select spells.*, episodes.owner, episodes.has_owner, episodes.is_snoozed
from spells
inner join weeks on spells.to_date >= weeks.first_week
inner join episodes
    on spells.lead_key = episodes.lead_key and spells.episode_number = episodes.episode_number
where spells.to_date > spells.from_date
