-- After how many days is a pair of stages mature, for each lead type?
-- The seed `maturity` where it says so; else measured (methods 0.3): the first day on which
-- the curve has most (maturity_reached_share) of what it has at the longest age that 30 episodes
-- are still at risk of. A curve that still rises there (a straight line has 90 % at 90 % of its
-- length) is of data shorter than the maturity: it is not learned, and the fallback counts.
with

curves as (
    select * from {{ ref('int_reach_curves') }}
),

supported as (
    select
        from_stage,
        to_stage,
        max(reached_share) as reached_share,
        max(reached_share + exited_share) as resolved_share,
        max(day_number) as supported_days
    from curves
    where at_risk >= {{ var('minimum_sample') }}
    group by 1, 2
),

measured as (
    select
        curves.from_stage,
        curves.to_stage,
        min(curves.day_number) as measured_days,
        min(curves.day_number)
        < {{ var("maturity_reached_share") }} * max(supported.supported_days)
        -- or nobody is left to wait for
        or max(supported.resolved_share) > 0.999 as is_learned
    from curves
    inner join supported
        on curves.from_stage = supported.from_stage and curves.to_stage = supported.to_stage
    where
        supported.reached_share > 0
        and curves.reached_share >= {{ var("maturity_reached_share") }} * supported.reached_share
    group by 1, 2
),

stages as (
    select stage, funnel_position as position
    from {{ ref('int_stages') }}
    where funnel_position is not null
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
    union
    select '*'
),

pairs as (
    select from_stages.stage as from_stage, to_stages.stage as to_stage, lead_types.lead_type
    from stages as from_stages
    inner join stages as to_stages on from_stages.position < to_stages.position
    cross join lead_types
),

final as (
    select
        pairs.from_stage,
        pairs.to_stage,
        pairs.lead_type,
        case
            when settings.days is not null then settings.days
            when measured.is_learned then measured.measured_days
            else {{ var('maturity_fallback_days') }}
        end as maturity_days,
        case
            when settings.days is not null then 'setting'
            when measured.is_learned then 'measured'
            when not measured.is_learned then 'data_too_short'
            else 'fallback'
        end as maturity_source
    from pairs
    left join {{ ref('maturity') }} as settings
        on settings.from_stage in (pairs.from_stage, '*')
        and settings.to_stage in (pairs.to_stage, '*')
        and settings.lead_type in (pairs.lead_type, '*')
    left join measured
        on pairs.from_stage = measured.from_stage and pairs.to_stage = measured.to_stage
    qualify {{ wildcard_rank(
        ['pairs.from_stage', 'pairs.to_stage', 'pairs.lead_type'],
        ['settings.from_stage', 'settings.to_stage', 'settings.lead_type']
    ) }} = 1
)

select * from final
