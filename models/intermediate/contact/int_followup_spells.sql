-- During which days was each episode open, silent, stalled or in nurture?
-- from_date belongs to the spell, to_date does not. A spell that ends because the lead moved
-- again (is_return) is a reactivation where it was stalled or in nurture.
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
        coalesce({{ local_date('episodes.ended_at') }}, {{ far }}) as ended_date,
        policies.stalled_after_days,
        coalesce({{ local_date('people.next_activity_at') }} > run.as_of, false) as is_snoozed
    from {{ ref('fct_lead_episodes') }} as episodes
    cross join run
    inner join {{ ref('int_people') }} as people on episodes.lead_key = people.lead_key
    left join {{ ref('int_followup_policies') }} as policies on episodes.lead_type = policies.lead_type
),

events as (
    select
        progress.lead_key,
        progress.episode_number,
        {{ local_date('progress.progressed_at') }} as event_date,
        max(cast(progress.is_response as int)) as is_response
    from {{ ref('int_progress_events') }} as progress
    group by 1, 2, 3
),

progress as (
    select
        events.lead_key,
        events.episode_number,
        events.event_date,
        lead(events.event_date) over (
            partition by events.lead_key, events.episode_number order by events.event_date
        ) as next_event_date
    from events
),

-- silence begins with the lead and again with each answer
answers as (
    select lead_key, episode_number, event_date,
        lead(event_date) over (partition by lead_key, episode_number order by event_date) as next_event_date
    from (
        select lead_key, episode_number, event_date from events where is_response = 1
        union
        select lead_key, episode_number, started_date from episodes
    ) as beginnings
),

nurture_visits as (
    select
        visits.lead_key,
        visits.episode_number,
        {{ local_date('visits.entered_at') }} as entered_date,
        {{ local_date('coalesce(visits.left_at, starts.next_started_at)') }} as left_date
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('int_episode_starts') }} as starts
        on visits.lead_key = starts.lead_key and visits.episode_number = starts.episode_number
    where visits.stage = 'nurture' and not visits.is_skip_imputed
),

spells as (
    select lead_key, owner, has_owner, is_snoozed, 'open' as kind, started_date as from_date, ended_date as to_date,
        false as is_return
    from episodes
    union all
    select episodes.lead_key, episodes.owner, episodes.has_owner, episodes.is_snoozed, 'silent', answers.event_date,
        least(coalesce(answers.next_event_date, episodes.ended_date), episodes.ended_date), false
    from answers
    inner join episodes
        on answers.lead_key = episodes.lead_key and answers.episode_number = episodes.episode_number
    union all
    select episodes.lead_key, episodes.owner, episodes.has_owner, episodes.is_snoozed, 'stalled',
        cast({{ dbt.dateadd('day', 'cast(episodes.stalled_after_days + 1 as int)', 'progress.event_date') }} as date),
        least(coalesce(progress.next_event_date, episodes.ended_date), episodes.ended_date),
        progress.next_event_date <= episodes.ended_date
    from progress
    inner join episodes
        on progress.lead_key = episodes.lead_key and progress.episode_number = episodes.episode_number
    where episodes.stalled_after_days is not null
    union all
    select episodes.lead_key, episodes.owner, episodes.has_owner, episodes.is_snoozed, 'nurture',
        nurture_visits.entered_date, coalesce(nurture_visits.left_date, {{ far }}), nurture_visits.left_date is not null
    from nurture_visits
    inner join episodes
        on nurture_visits.lead_key = episodes.lead_key
        and nurture_visits.episode_number = episodes.episode_number
)

-- spells that were over before the report's first week are left out
select spells.*
from spells
inner join (select min(week) as first_week from {{ ref('int_followup_weeks') }}) as weeks
    on spells.to_date >= weeks.first_week
where spells.to_date > spells.from_date
