-- How did follow-up go, week by week and owner by owner?
-- Owners of few leads are compared by the shrunk rate: their own, drawn towards everybody's.
with

weeks as (
    select *, period as week from {{ ref('int_followup_periods') }} where period_kind = 'week'
),
{% for name in ['states', 'contacts', 'cohorts'] %}
{{ name }} as (
    select *, period as week, segment_value as owner
    from {{ ref('int_followup_period_' ~ name) }}
    where period_kind = 'week' and segment_name in ('all', 'owner')
),
{% endfor %}
medians as (
    select
        period as week,
        segment_value as owner,
        max(case when measure = 'touches_to_outcome' then median_amount end)
            as median_touches_to_outcome,
        max(case when measure = 'hours_to_first_contact' then median_amount end)
            as median_hours_to_first_contact,
        max(case when measure = 'hours_to_first_contact' then over_early end) as contacted_early,
        max(case when measure = 'hours_to_first_contact' then old_enough end) as old_enough
    from {{ ref('int_followup_medians') }}
    where period_kind = 'week' and segment_name in ('all', 'owner')
    group by 1, 2
),

owners as (
    select distinct owner from states
    union
    select distinct owner from contacts
    union
    select distinct owner from cohorts
    union
    select 'all'
),

everybody as (
    select week, leads_reached / cast(nullif(leads_attempted, 0) as double) as contact_rate
    from contacts
    where owner = 'all'
),

final as (
    select
        weeks.week,
        owners.owner,
        weeks.state_date,
        weeks.is_complete,
        cast(coalesce(cohorts.leads_assigned, 0) as bigint) as leads_assigned,
        cast(coalesce(cohorts.new_leads_contacted, 0) as bigint) as new_leads_contacted,
        cast(coalesce(contacts.leads_attempted, 0) as bigint) as leads_attempted,
        cast(coalesce(contacts.leads_reached, 0) as bigint) as leads_reached,
        {{ rate('contacts.leads_reached', 'contacts.leads_attempted') }} as effective_contact_rate,
        {{ wilson_lower('contacts.leads_reached', 'contacts.leads_attempted') }}
            as effective_contact_rate_lower,
        {{ wilson_upper('contacts.leads_reached', 'contacts.leads_attempted') }}
            as effective_contact_rate_upper,
        round(
            (contacts.leads_reached + {{ var('minimum_sample') }} * everybody.contact_rate)
            / (contacts.leads_attempted + {{ var('minimum_sample') }}), 10
        ) as effective_contact_rate_shrunk,
        cast(coalesce(contacts.numbered_attempts, 0) as bigint) as numbered_attempts,
        cast(coalesce(contacts.numbered_connects, 0) as bigint) as numbered_connects,
        {{ rate('contacts.numbered_connects', 'contacts.numbered_attempts') }}
            as contact_rate_per_attempt,
        {{ rate('contacts.numbered_attempts', 'contacts.numbered_connects') }}
            as attempts_per_connect,
        cast(medians.median_touches_to_outcome as bigint) as median_touches_to_outcome,
        round(medians.median_hours_to_first_contact, 10) as median_hours_to_first_contact,
        cast(coalesce(medians.contacted_early, 0) as bigint) as contacted_early,
        cast(coalesce(medians.old_enough, 0) as bigint) as new_leads_old_enough,
        {{ rate('medians.contacted_early', 'medians.old_enough') }} as contacted_early_rate,
        cast(coalesce(states.reactivated, 0) as bigint) as reactivated,
        round(coalesce(states.dormant_days, 0) / {{ days_per_month() }}, 10) as dormant_lead_months,
        round(
            100 * states.reactivated / nullif(states.dormant_days / {{ days_per_month() }}, 0), 10
        ) as reactivation_rate,
        cast(coalesce(cohorts.contacted_leads, 0) as bigint) as contacted_leads,
        cast(coalesce(cohorts.advanced_to_proposal, 0) as bigint) as advanced_to_proposal,
        {{ rate('cohorts.advanced_to_proposal', 'cohorts.contacted_leads') }}
            as advanced_to_proposal_rate,
        cast(coalesce(states.active_leads, 0) as bigint) as active_leads,
        cast(coalesce(states.open_leads, 0) as bigint) as open_leads,
        cast(case when states.are_steps_known then states.leads_with_next_step end as bigint)
            as leads_with_next_step,
        case when states.are_steps_known then
            {{ rate('states.leads_with_next_step', 'states.open_leads') }}
            end as next_step_coverage,
        cast(coalesce(contacts.contacts, 0) as bigint) as contacts,
        cast(
            case when contacts.are_steps_known then contacts.contacts_with_next_step end as bigint
        ) as contacts_with_next_step,
        case when contacts.are_steps_known then
            {{ rate('contacts.contacts_with_next_step', 'contacts.contacts') }}
            end as contacts_with_next_step_rate,
        cast(coalesce(states.stalled_leads, 0) as bigint) as stalled_leads,
        {{ rate('states.stalled_leads', 'states.open_leads') }} as stalled_rate,
        cast(coalesce(cohorts.sent_to_nurture, 0) as bigint) as sent_to_nurture,
        round(states.median_days_without_response, 10) as median_days_without_response,
        cast(round(contacts.contact_cost, 2) as decimal(18, 2)) as contact_cost,
        cast(
            round(contacts.contact_cost / nullif(contacts.leads_attempted, 0), 2) as decimal(18, 2)
        ) as cost_per_managed_lead,
        cast(coalesce(cohorts.leads_resolved, 0) as bigint) as leads_resolved,
        cast(round(contacts.contact_cost / nullif(cohorts.leads_resolved, 0), 2) as decimal(18, 2))
            as cost_per_resolved_lead
    from weeks
    cross join owners
    left join states on weeks.week = states.week and owners.owner = states.owner
    left join contacts on weeks.week = contacts.week and owners.owner = contacts.owner
    left join cohorts on weeks.week = cohorts.week and owners.owner = cohorts.owner
    left join medians on weeks.week = medians.week and owners.owner = medians.owner
    left join everybody on weeks.week = everybody.week
)

select * from final
