-- Where does each open lead stand: next step, progress, cadence?
with

run as (
    select * from {{ ref('run') }}
),

leads as (
    select * from {{ ref('int_open_leads') }}
),

activity as (
    select * from {{ ref('int_lead_activity') }}
),

policies as (
    select policies.*
    from {{ ref('int_followup_policies') }} as policies
    inner join run on run.as_of >= policies.from_date and run.as_of < policies.to_date
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

steps as (
    select * from {{ ref('cadence_steps') }}
),

own_types as (
    select distinct lead_type from steps where lead_type <> '*'
),

cadence as (
    select
        lead_types.lead_type,
        row_number() over (partition by lead_types.lead_type order by steps.step) as step_number,
        steps.day,
        steps.channel,
        count(*) over (partition by lead_types.lead_type) as step_count
    from lead_types
    left join own_types on lead_types.lead_type = own_types.lead_type
    inner join steps on steps.lead_type = coalesce(own_types.lead_type, '*')
),

next_steps as (
    select
        steps.lead_key,
        min(steps.due_at) filter (where steps.due_date >= run.as_of) as coming_at,
        max(steps.due_at) filter (where steps.due_date < run.as_of) as overdue_at
    from {{ ref('int_next_steps') }} as steps
    cross join run
    where steps.is_open
    group by 1
),

cadence_lengths as (
    select lead_type, max(step_count) as step_count from cadence group by 1
),

contacts as (
    select lead_key, episode_number from {{ ref('int_first_contacts') }}
),

joined as (
    select
        leads.*,
        run.as_of,
        activity.attempts,
        activity.numbered_attempts,
        activity.last_attempt_at,
        activity.interaction_count,
        policies.stalled_after_days,
        policies.nurture_after_days,
        policies.max_active_leads_per_owner,
        coalesce(next_steps.coming_at, next_steps.overdue_at) as next_step_at,
        next_steps.coming_at is not null as has_next_step,
        next_steps.coming_at is null and next_steps.overdue_at is not null as is_overdue,
        coalesce({{ local_date('leads.next_activity_at') }} > run.as_of, false) as is_snoozed,
        {{ days_between(local_date('activity.last_progress_at'), 'run.as_of') }}
            as days_since_progress,
        {{ days_between(
            local_date('coalesce(activity.last_response_at, leads.started_at)'), 'run.as_of'
        ) }} as days_without_response,
        contacts.lead_key is not null as is_in_conversation,
        -- without a number of attempts in the policy, the cadence is as long as its steps
        activity.numbered_attempts
        >= coalesce(policies.cadence_attempts, cadence_lengths.step_count) as is_exhausted,
        cadence.channel as step_channel,
        -- attempts that no step plans are due, by any means, when the days of the cadence are over
        {{ dbt.dateadd(
            'day', 'cast(coalesce(cadence.day, policies.cadence_days) - 1 as int)',
            local_date('leads.started_at')
        ) }} as step_date
    from leads
    cross join run
    inner join activity on leads.lead_key = activity.lead_key
    left join policies on leads.lead_type = policies.lead_type
    left join next_steps on leads.lead_key = next_steps.lead_key
    left join contacts
        on leads.lead_key = contacts.lead_key and leads.episode_number = contacts.episode_number
    left join cadence_lengths on leads.lead_type = cadence_lengths.lead_type
    left join cadence
        on leads.lead_type = cadence.lead_type
        and cadence.step_number = activity.numbered_attempts + 1
),

final as (
    select
        *,
        days_since_progress > stalled_after_days and not is_snoozed as is_stalled,
        case
            when is_opted_out or is_snoozed or is_in_conversation then 'paused'
            when is_exhausted or step_date is null then 'exhausted'
            when cast(step_date as date) < as_of then 'late'
            else 'in_cadence'
        end as cadence_state
    from joined
)

select * from final
