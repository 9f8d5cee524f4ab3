-- Median hours to the first attempt of the episodes begun in each week, those still uncontacted
-- censored (Kaplan-Meier); and how many were attempted early, of those old enough to tell.
with

run as (
    select * from {{ ref('run') }}
),

weeks as (
    select min(week) as first_week from {{ ref('int_followup_weeks') }}
),

resolutions as (
    select * from {{ ref('int_sla_resolutions') }}
),

waits as (
    select
        cast(date_trunc('week', times.started_date) as date) as week,
        coalesce(times.owner, '(none)') as owner,
        coalesce(
            times.wall_minutes,
            {{ seconds_between('times.started_at', 'least(coalesce(resolutions.resolved_at, run.as_of_end_at), run.as_of_end_at)') }} / 60.0
        ) / 60 as hours_to_first_contact,
        times.first_attempt_at is not null as is_contacted,
        {{ seconds_between('times.started_at', 'run.as_of_end_at') }} >= 3600 * {{ var('early_contact_hours') }} as is_old_enough
    from {{ ref('int_first_attempt_times') }} as times
    cross join run
    cross join weeks
    left join resolutions
        on times.lead_key = resolutions.lead_key and times.episode_number = resolutions.episode_number
    where not times.has_no_hours and times.started_date >= weeks.first_week
),

of_owners_and_all as (
    select * from waits
    union all
    select week, 'all', hours_to_first_contact, is_contacted, is_old_enough from waits
),

medians as (
    {{ kaplan_meier_median('of_owners_and_all', ['week', 'owner'], 'hours_to_first_contact', 'is_contacted') | indent(4) }}
),

early as (
    select
        week,
        owner,
        count(*) as old_enough,
        count(case when is_contacted and hours_to_first_contact < {{ var('early_contact_hours') }} then 1 end)
            as contacted_early
    from of_owners_and_all
    where is_old_enough
    group by 1, 2
),

final as (
    select
        medians.week,
        medians.owner,
        medians.median_hours_to_first_contact,
        early.old_enough,
        early.contacted_early
    from medians
    left join early on medians.week = early.week and medians.owner = early.owner
)

select * from final
