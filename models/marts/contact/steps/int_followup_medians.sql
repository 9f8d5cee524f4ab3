-- Medians of follow-up by week and owner (Kaplan-Meier: who still waits is censored, so that the
-- answer is not that of the winners alone).
-- Hours to the first attempt of the episodes begun in the week, and how many were attempted early,
-- of those old enough to tell; attempts up to a conversation or an end, of those last attempted in
-- it.
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

people as (
    select lead_key, coalesce(owner, '(none)') as owner from {{ ref('int_people') }}
),

ended as (
    select lead_key, episode_number from {{ ref('fct_lead_episodes') }} where end_state <> 'open'
),

exits as (
    select
        {{ week_start(local_date('exits.last_attempt_at')) }} as week,
        people.owner,
        exits.attempts as touches_to_outcome,
        exits.exit_kind in ('connect', 'disqualified') or ended.lead_key is not null as has_outcome
    from {{ ref('int_attempt_exits') }} as exits
    inner join people on exits.lead_key = people.lead_key
    left join ended
        on exits.lead_key = ended.lead_key and exits.episode_number = ended.episode_number
),

exits_of_owners_and_all as (
    select exits.* from exits inner join weeks on exits.week >= weeks.first_week
    union all
    select exits.week, 'all', exits.touches_to_outcome, exits.has_outcome
    from exits
    inner join weeks on exits.week >= weeks.first_week
),

median_touches as (
    {{ kaplan_meier_median(
        'exits_of_owners_and_all', ['week', 'owner'], 'touches_to_outcome', 'has_outcome'
    ) | indent(4) }}
),

waits as (
    select
        {{ week_start('times.started_date') }} as week,
        coalesce(times.owner, '(none)') as owner,
        coalesce(
            times.wall_minutes,
            {{ seconds_between(
                'times.started_at',
                'least(coalesce(resolutions.resolved_at, run.as_of_end_at), run.as_of_end_at)'
            ) }}
            / 60.0
        ) / 60 as hours_to_first_contact,
        times.first_attempt_at is not null as is_contacted,
        {{ seconds_between('times.started_at', 'run.as_of_end_at') }}
        >= 3600 * {{ var('early_contact_hours') }} as is_old_enough
    from {{ ref('int_first_attempt_times') }} as times
    cross join run
    cross join weeks
    left join resolutions
        on times.lead_key = resolutions.lead_key
        and times.episode_number = resolutions.episode_number
    where not times.has_no_hours and times.started_date >= weeks.first_week
),

of_owners_and_all as (
    select * from waits
    union all
    select week, 'all', hours_to_first_contact, is_contacted, is_old_enough from waits
),

median_waits as (
    {{ kaplan_meier_median(
        'of_owners_and_all', ['week', 'owner'], 'hours_to_first_contact', 'is_contacted'
    ) | indent(4) }}
),

early as (
    select
        week,
        owner,
        count(*) as old_enough,
        count(
            case
                when
                    is_contacted and hours_to_first_contact < {{ var('early_contact_hours') }}
                    then 1
            end
        ) as contacted_early
    from of_owners_and_all
    where is_old_enough
    group by 1, 2
),

final as (
    select
        coalesce(median_waits.week, median_touches.week) as week,
        coalesce(median_waits.owner, median_touches.owner) as owner,
        median_waits.median_hours_to_first_contact,
        early.old_enough,
        early.contacted_early,
        median_touches.median_touches_to_outcome
    from median_waits
    full join
        median_touches
        on median_waits.week = median_touches.week and median_waits.owner = median_touches.owner
    left join early on median_waits.week = early.week and median_waits.owner = early.owner
)

select * from final
