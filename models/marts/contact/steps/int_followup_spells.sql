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
        {{ segment_columns('people') }},
        people.owner is not null as has_owner,
        episodes.started_date,
        {{ local_date('starts.next_started_at') }} as next_started_date,
        coalesce({{ local_date('people.next_activity_at') }} > run.as_of, false) as is_snoozed
    from {{ ref('fct_lead_episodes') }} as episodes
    cross join run
    inner join {{ ref('int_episode_starts') }} as starts
        on episodes.lead_key = starts.lead_key and episodes.episode_number = starts.episode_number
    inner join {{ ref('int_people') }} as people on episodes.lead_key = people.lead_key
    where not people.is_held_out
),

-- what was over before the reports' first period is left out
first as (
    select min(period) as first_day from {{ ref('int_followup_periods') }}
),

open_periods as (
    select * from {{ ref('int_open_periods') }}
),

open_episodes as (
    select distinct lead_key, episode_number from open_periods
),

-- silence begins with the episode and again with each answer
answers as (
    select lead_key, episode_number, event_date,
        lead(event_date)
            over (partition by lead_key, episode_number order by event_date)
            as next_event_date
    from (
        select lead_key, episode_number, {{ local_date('progressed_at') }} as event_date
        from {{ ref('int_progress_events') }}
        where is_response
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
    select stalled.lead_key, stalled.episode_number, 'stalled', stalled.from_date,
        greatest(stalled.from_date, open_periods.from_date),
        least(stalled.to_date, open_periods.to_date),
        coalesce(
            stalled.moved_date <= open_periods.to_date and stalled.moved_date <= stalled.to_date,
            false
        )
    from {{ ref('int_stalled_spells') }} as stalled
    inner join open_periods
        on stalled.lead_key = open_periods.lead_key
        and stalled.episode_number = open_periods.episode_number
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
    -- a day to spare: the period begins in local time
    inner join first
        on visits.left_at is null
        or visits.left_at >= {{ dbt.dateadd('day', -1, 'first.first_day') }}
    inner join episodes
        on visits.lead_key = episodes.lead_key and visits.episode_number = episodes.episode_number
    left join visits as next_visits
        on visits.lead_key = next_visits.lead_key
        and visits.episode_number = next_visits.episode_number
        and visits.visit_number + 1 = next_visits.visit_number
    where visits.stage = 'nurture' and not visits.is_skip_imputed
)

select
    spells.*,
    episodes.{{ followup_segments() | join(', episodes.') }},
    episodes.has_owner,
    episodes.is_snoozed
from spells
inner join first on spells.to_date >= first.first_day
inner join episodes
    on spells.lead_key = episodes.lead_key and spells.episode_number = episodes.episode_number
where spells.to_date > spells.from_date
