-- How did each episode move through the stages, visit by visit?
-- A stage that was jumped over is imputed at the next recorded stage's time, without days.
with

run as (
    select * from {{ ref('run') }}
),

recorded as (
    select * from {{ ref('int_recorded_visits') }}
),

funnel_stages as (
    select stage, funnel_position as position
    from {{ ref('int_stages') }}
    where funnel_position is not null
),

first_entries as (
    select lead_key, episode_number, funnel_position, min(sorted_at) as entered_at
    from recorded
    where funnel_position is not null
    group by 1, 2, 3
),

-- the earliest recorded entry into any later stage dates the one that was jumped over
imputed as (
    select
        later.lead_key,
        later.episode_number,
        funnel_stages.stage,
        funnel_stages.position,
        min(later.entered_at) as entered_at
    from first_entries as later
    inner join funnel_stages on funnel_stages.position < later.funnel_position
    left join first_entries as own
        on later.lead_key = own.lead_key
        and later.episode_number = own.episode_number
        and funnel_stages.position = own.funnel_position
    where own.lead_key is null
    group by 1, 2, 3, 4
),

visits as (
    select
        recorded.lead_key,
        recorded.episode_number,
        recorded.stage,
        recorded.position,
        recorded.entered_at,
        recorded.sorted_at,
        recorded.left_at,
        recorded.left_at is null as is_open,
        -- a stage known only by an undated status counts as reached, never as an event
        recorded.is_undated as is_skip_imputed,
        coalesce(recorded.funnel_position < recorded.previous_funnel_position, false)
            as is_regression,
        recorded.is_before_lead,
        recorded.reason
    from recorded
    union all
    select
        lead_key, episode_number, stage, position, entered_at, entered_at, entered_at,
        false, true, false, false, null
    from imputed
),

final as (
    select
        visits.lead_key,
        visits.episode_number,
        visits.stage,
        cast(row_number() over (
            partition by visits.lead_key, visits.episode_number
            order by visits.sorted_at, visits.position
        ) as bigint) as visit_number,
        visits.entered_at,
        visits.left_at,
        visits.is_open,
        visits.is_skip_imputed,
        visits.is_regression,
        visits.is_before_lead,
        case
            when visits.is_skip_imputed or visits.is_before_lead then null
            else {{ days_between(
                local_date('visits.entered_at'),
                'coalesce(' ~ local_date('visits.left_at') ~ ', run.as_of)'
            ) }}
        end as days_in_stage,
        visits.reason
    from visits
    cross join run
)

select * from final
