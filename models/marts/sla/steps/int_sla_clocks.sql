-- When did each episode's clock start, and which policy was in force then? Days are whole days of
-- the time zone.
-- An empty clock means `mql`. An episode that has not the date of its clock (never MQL, never
-- assigned) is timed from its creation: who is forgotten must not drop out of the agreement.
-- A date without a time starts no clock of hours (is_date_only).
with

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

people as (
    select * from {{ ref('int_people') }}
),

entries as (
    select lead_key, episode_number, min(entered_at) as mql_at
    from {{ ref('fct_stage_visits') }}
    where stage = 'mql' and not is_skip_imputed
    group by 1, 2
),

entry_days as (
    select lead_key, entered_at, bool_or(is_date_only) as is_date_only
    from {{ ref('int_mql_events') }}
    where stage = 'mql'
    group by 1, 2
),

mqls as (
    select entries.*, coalesce(entry_days.is_date_only, false) as mql_is_date_only
    from entries
    left join entry_days
        on entries.lead_key = entry_days.lead_key and entries.mql_at = entry_days.entered_at
),

dated as (
    select
        episodes.lead_key,
        episodes.episode_number,
        people.lead_type,
        people.owner,
        people.has_opted_out or people.is_held_out as is_excused,
        episodes.started_at,
        episodes.next_started_at,
        episodes.started_at_is_date_only as started_is_date_only,
        case when mqls.mql_at is not null then greatest(mqls.mql_at, episodes.started_at) end
            as mql_at,
        mqls.mql_is_date_only,
        case
            when people.assigned_at >= episodes.next_started_at then null
            when people.assigned_at >= episodes.started_at then people.assigned_at
            when
                episodes.episode_number = 1 and people.assigned_at is not null
                then episodes.started_at
        end as assigned_at,
        people.assigned_at_is_date_only
    from episodes
    inner join people on episodes.lead_key = people.lead_key
    left join mqls
        on episodes.lead_key = mqls.lead_key and episodes.episode_number = mqls.episode_number
),

policies as (
    select *, coalesce(clock, 'mql') as clock_kind from {{ ref('sla_policies') }}
),

candidates as (
    select
        dated.lead_key,
        dated.episode_number,
        dated.lead_type,
        dated.owner,
        dated.is_excused,
        dated.started_at,
        dated.next_started_at,
        policies.sla_id,
        policies.lead_type as policy_lead_type,
        policies.valid_from,
        policies.first_attempt_hours,
        policies.attempts_required,
        policies.within_days,
        coalesce(policies.business_hours, true) as business_hours,
        case
            when policies.clock_kind = 'mql' and dated.mql_at is not null then dated.mql_at
            when
                policies.clock_kind = 'assigned' and dated.assigned_at is not null
                then dated.assigned_at
            else dated.started_at
        end as clock_started_at,
        coalesce(case
            when
                policies.clock_kind = 'mql' and dated.mql_at is not null
                then dated.mql_is_date_only
            when
                policies.clock_kind = 'assigned' and dated.assigned_at is not null
                then dated.assigned_at_is_date_only
            else dated.started_is_date_only
        end, false) as is_date_only
    from dated
    inner join policies on policies.lead_type in (dated.lead_type, '*')
),

valid as (
    select *, {{ local_date('clock_started_at') }} as clock_date
    from candidates
),

final as (
    select
        *,
        -- the last second of the last day
        case when attempts_required is not null and within_days is not null then
            {{ dbt.dateadd('second', -1, utc_time(
                dbt.dateadd('day', 'cast(within_days + 1 as int)', 'clock_date')
            )) }}
        end as attempts_deadline_at
    from valid
    where valid_from <= clock_date or valid_from is null
    qualify
        {{ wildcard_rank(['lead_key', 'episode_number'], ['policy_lead_type'], 'valid_from') }} = 1
)

select * from final
