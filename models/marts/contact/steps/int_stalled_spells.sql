-- During which days had each episode stood still for longer than the policy in force that day
-- allows, whether or not it was open? from_date belongs to the spell, to_date does not.
{%- set far = "cast('9999-12-31' as date)" %}

with

episodes as (
    select
        episodes.lead_key,
        episodes.episode_number,
        people.lead_type,
        {{ local_date('episodes.next_started_at') }} as next_started_date
    from {{ ref('int_episode_starts') }} as episodes
    inner join {{ ref('int_people') }} as people on episodes.lead_key = people.lead_key
    inner join (
        select distinct lead_key, episode_number from {{ ref('int_open_periods') }}
    ) as open_episodes
        on episodes.lead_key = open_episodes.lead_key
        and episodes.episode_number = open_episodes.episode_number
),

events as (
    select lead_key, episode_number, {{ local_date('progressed_at') }} as event_date
    from {{ ref('int_progress_events') }}
    group by 1, 2, 3
),

progress as (
    select
        events.lead_key,
        events.episode_number,
        events.event_date,
        episodes.lead_type,
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

policies as (
    select * from {{ ref('int_followup_policies') }} where stalled_after_days is not null
),

-- under each policy from the day after its days of grace, or from its own first day
spells as (
    select
        progress.lead_key,
        progress.episode_number,
        progress.moved_date,
        greatest(cast(
            {{ dbt.dateadd(
                'day', 'cast(policies.stalled_after_days + 1 as int)', 'progress.event_date'
            ) }} as date
        ), policies.from_date) as from_date,
        least(coalesce(progress.moved_date, {{ far }}), policies.to_date) as to_date
    from progress
    inner join policies
        on progress.lead_type = policies.lead_type
        and coalesce(progress.moved_date, {{ far }}) > policies.from_date
)

select * from spells
where to_date > from_date
