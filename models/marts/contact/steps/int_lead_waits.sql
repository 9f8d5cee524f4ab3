-- How long did each episode wait: for an owner, for its first attempt, and from the one to the
-- other, by the wall and by opening hours? Who still waits, or stopped waiting unserved, is not
-- over. An assignment is known of first episodes only, and not where the owner has no date or was
-- attempted before it: that date is of a later assignment. Where no lead has one, none is missing.
{%- set waits = {
    'to_first_contact': ('started', 'until', 'first_attempt_at is not null', 'true'),
    'to_assignment': ('started', 'assigned_or_until', 'is_assigned', 'is_assignment_known'),
    'from_assignment_to_first_contact': (
        'assigned_or_until', 'until', 'first_attempt_at is not null',
        'is_assigned and until_at >= assigned_or_until_at'
    ),
} %}

with

run as (
    select * from {{ ref('run') }}
),

people as (
    select lead_key, owner, assigned_at, assigned_at_is_date_only
    from {{ ref('int_people') }}
    where not is_held_out
),

assignments as (
    select count(*) as known from people where assigned_at is not null
),

waiting as (
    select
        times.*,
        -- who bought before the record was made never waited
        greatest(
            coalesce(
                times.first_attempt_at,
                least(coalesce(resolutions.resolved_at, run.as_of_end_at), run.as_of_end_at)
            ),
            times.started_at
        ) as until_at,
        times.episode_number = 1
        and people.assigned_at is not null
        and not coalesce(people.assigned_at_is_date_only, false)
        and coalesce(people.assigned_at < episodes.next_started_at, true)
        and coalesce(people.assigned_at <= times.first_attempt_at, true) as is_assigned,
        times.episode_number = 1
        and people.assigned_at is null and people.owner is null and assignments.known > 0
            as is_unassigned,
        people.assigned_at,
        {{ seconds_between('times.started_at', 'run.as_of_end_at') }}
        >= 3600 * {{ var('early_contact_hours') }} as is_old_enough
    from {{ ref('int_first_attempt_times') }} as times
    cross join run
    cross join assignments
    inner join people on times.lead_key = people.lead_key
    left join {{ ref('int_episode_starts') }} as episodes
        on times.lead_key = episodes.lead_key and times.episode_number = episodes.episode_number
    left join {{ ref('int_sla_resolutions') }} as resolutions
        on times.lead_key = resolutions.lead_key
        and times.episode_number = resolutions.episode_number
    where not times.has_no_hours
),

dated as (
    select
        *,
        is_assigned or is_unassigned as is_assignment_known,
        case when is_assigned then greatest(assigned_at, started_at) else until_at end
            as assigned_or_until_at
    from waiting
),

clocked as (
    select
        dated.*,
        {%- for moment in ['started', 'until', 'assigned_or_until'] %}
        {{ business_seconds('dated.' ~ moment ~ '_at', moment ~ '_day') }} as {{ moment }}_seconds
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from dated
    left join {{ ref('int_person_calendars') }} as calendars
        on dated.lead_key = calendars.lead_key
    {%- for moment in ['started', 'until', 'assigned_or_until'] %}
    left join {{ ref('int_business_utc_days') }} as {{ moment }}_day
        on calendars.calendar_id = {{ moment }}_day.calendar_id
        and cast(dated.{{ moment }}_at as date) = {{ moment }}_day.utc_date
    {%- endfor %}
),

final as (
    {%- for wait, (from_moment, to_moment, is_over, is_known) in waits.items() %}
    {%- for clock in ['', 'business_'] %}
    select
        lead_key,
        episode_number,
        started_date,
        '{{ clock }}hours_{{ wait }}' as wait,
        {%- if clock %}
        ({{ to_moment }}_seconds - {{ from_moment }}_seconds) / 3600e0 as hours,
        {%- else %}
        {{ seconds_between(from_moment ~ '_at', to_moment ~ '_at') }} / 3600e0 as hours,
        {%- endif %}
        {{ is_over }} as is_over,
        is_old_enough
    from clocked
    where {{ is_known }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
