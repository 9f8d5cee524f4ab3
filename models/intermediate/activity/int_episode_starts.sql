-- Which arrivals begin an episode? The first; one after a terminal stage; one after silence.
with

candidates as (
    select * from {{ ref('int_episode_candidates') }}
),

later_arrivals as (
    select * from candidates where previous_arrived_at is not null
),

stage_events as (
    select
        events.lead_key, events.stage, events.entered_at, stages.position,
        stages.is_final
    from {{ ref('int_stage_events') }} as events
    inner join {{ ref('int_stages') }} as stages on events.stage = stages.stage
    where not events.is_undated
),

-- the stage a person was in when the arrival came
stages_before as (
    select
        later_arrivals.lead_key,
        later_arrivals.arrived_at,
        max(stage_events.entered_at) as entered_at,
        -- of stages entered at one instant the furthest: a deal won as it was written down
        max_by(stage_events.is_final, (stage_events.entered_at, stage_events.position)) as is_final
    from later_arrivals
    inner join stage_events
        on later_arrivals.lead_key = stage_events.lead_key
        and stage_events.entered_at < later_arrivals.arrived_at
    group by 1, 2
),

-- silence needs a gap between two arrivals first; only those are looked at closely
long_gaps as (
    select lead_key, arrived_at, previous_arrived_at
    from later_arrivals
    where
        {{ days_between(local_date('previous_arrived_at'), local_date('arrived_at')) }}
        >= {{ var('episode_gap_days') }}
),

activities as (
    select touches.lead_key, touches.occurred_at
    from {{ ref('int_touchpoints') }} as touches
    inner join (select distinct lead_key from long_gaps) as gaps on touches.lead_key = gaps.lead_key
    union all
    select attempts.lead_key, attempts.occurred_at
    from {{ ref('int_attempt_people') }} as attempts
    inner join (select distinct lead_key from long_gaps) as gaps
        on attempts.lead_key = gaps.lead_key
    union all
    select lead_key, entered_at from stage_events
    union all
    select lead_key, arrived_at from candidates
),

silences as (
    select long_gaps.lead_key, long_gaps.arrived_at
    from long_gaps
    inner join activities
        on long_gaps.lead_key = activities.lead_key
        and activities.occurred_at < long_gaps.arrived_at
    group by 1, 2
    having
        {{ days_between(
            local_date('max(activities.occurred_at)'), local_date('long_gaps.arrived_at')
        ) }}
        >= {{ var('episode_gap_days') }}
),

starts as (
    select lead_key, arrived_at, is_date_only, channel, 'first' as started_by
    from candidates
    where previous_arrived_at is null
    union all
    select
        later_arrivals.lead_key, later_arrivals.arrived_at, later_arrivals.is_date_only,
        later_arrivals.channel,
        case when silences.lead_key is null then 'after_final_stage' else 'after_silence' end
    from later_arrivals
    left join stages_before
        on later_arrivals.lead_key = stages_before.lead_key
        and later_arrivals.arrived_at = stages_before.arrived_at
    left join silences
        on later_arrivals.lead_key = silences.lead_key
        and later_arrivals.arrived_at = silences.arrived_at
    where
        silences.lead_key is not null
        -- only the first arrival after the final stage: the next ones are in the new episode
        or (
            stages_before.is_final
            and later_arrivals.previous_arrived_at <= stages_before.entered_at
        )
),

final as (
    select
        lead_key,
        cast(row_number() over (partition by lead_key order by arrived_at) as bigint)
            as episode_number,
        arrived_at as started_at,
        is_date_only as started_at_is_date_only,
        lead(arrived_at) over (partition by lead_key order by arrived_at) as next_started_at,
        channel,
        started_by
    from starts
)

select * from final
