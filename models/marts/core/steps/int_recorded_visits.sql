{{ config(materialized='view') }}

-- Which visits to stages are recorded, in which order?
-- Every episode begins as a lead. An entry dated before the episode began (a customer imported
-- before its lead row) is sorted right after the beginning and flagged. Repeated entries into the
-- same stage are one visit. A view: its one reader writes them all again.
with

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

events as (
    select lead_key, stage, entered_at, is_date_only, evidence, is_undated, reason
    from {{ ref('int_mql_events') }}
),

assigned as (
    select
        episodes.lead_key,
        episodes.episode_number,
        episodes.started_at,
        episodes.started_at_is_date_only,
        events.stage,
        events.entered_at,
        events.is_date_only,
        events.evidence,
        events.is_undated,
        events.reason
    from events
    inner join episodes
        on events.lead_key = episodes.lead_key
        and (events.entered_at >= episodes.started_at or episodes.episode_number = 1)
        and (events.entered_at < episodes.next_started_at or episodes.next_started_at is null)
),

beginnings as (
    select
        lead_key,
        episode_number,
        started_at,
        started_at_is_date_only,
        'lead' as stage,
        started_at as entered_at,
        false as is_date_only,
        'arrival' as evidence,
        false as is_undated,
        cast(null as {{ dbt.type_string() }}) as reason
    from episodes
),

all_entries as (
    select * from beginnings
    union all
    select * from assigned
),

stage_entries as (
    select
        entries.lead_key,
        entries.episode_number,
        entries.stage,
        stages.position,
        stages.funnel_position,
        entries.entered_at,
        greatest(entries.entered_at, entries.started_at) as sorted_at,
        {{ local_date('entries.entered_at') }} as entered_date,
        -- a beginning known only by its day may be the same day in another zone
        {{ days_between(local_date('entries.entered_at'), local_date('entries.started_at')) }}
        > case when entries.started_at_is_date_only then 1 else 0 end as is_before_lead,
        entries.evidence,
        entries.is_undated,
        entries.reason
    from all_entries as entries
    inner join stages on entries.stage = stages.stage
),

entries as (
    select
        *,
        lag(stage)
            over (partition by lead_key, episode_number order by sorted_at, position)
            as previous_stage,
        max(funnel_position) over (
            partition by lead_key, episode_number order by sorted_at, position
            rows between unbounded preceding and 1 preceding
        ) as furthest_position_before
    from stage_entries
    qualify previous_stage is distinct from stage
),

final as (
    select
        entries.*,
        lead(sorted_at)
            over (partition by lead_key, episode_number order by sorted_at, position)
            as left_at,
        lag(funnel_position)
            over (partition by lead_key, episode_number order by sorted_at, position)
            as previous_funnel_position
    from entries
)

select * from final
