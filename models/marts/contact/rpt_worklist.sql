-- What should each rep do today, with whom, how and why? Promises with a deadline first, then what
-- is worth most. Never anybody who refused contact. Holds names: for reps only.

with

run as (
    select * from {{ ref('run') }}
),

plan as (
    select
        day_plan.*,
        {{ action_explanation('es', 'run.reporting_currency') | indent(8) }} as explanation_es,
        {{ action_explanation('en', 'run.reporting_currency') | indent(8) }} as explanation_en
    from {{ ref('int_day_plan') }} as day_plan
    cross join run
),

people as (
    select * from {{ ref('int_people') }}
),

reps as (
    select owner, team, rep_timezone from {{ ref('int_rep_days') }}
),

last_events as (
    select * from {{ ref('int_last_events') }}
),

zones as (
    select calendar_id as country, min(timezone) as lead_timezone
    from {{ ref('business_hours') }}
    group by 1
),

links as (
    select
        records.lead_key,
        records.source_system,
        records.lead_id,
        min({{ record_url('addresses.url_pattern', 'records.lead_id') }}) as record_url
    from {{ ref('int_person_records') }} as records
    inner join {{ ref('int_record_addresses') }} as addresses
        on records.source_system = addresses.source_system
        and records.record_type = addresses.record_type
    group by 1, 2, 3
),

-- what was agreed for the newest open deal, in its owner's words
deals as (
    select opportunities.lead_key, max_by(records.next_step, opportunities.created_at) as deal_note
    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('stg_opportunities') }} as records
        on opportunities.opportunity_key = records.opportunity_key
    where not opportunities.is_closed and opportunities.lead_key is not null
        and records.next_step is not null
    group by 1
),

final as (
    select
        plan.list_owner as owner,
        coalesce(reps.team, '(none)') as team,
        plan.as_of as day,
        cast(plan.rank as bigint) as rank,
        plan.is_due_today,
        plan.due_state,
        plan.due_reason,
        plan.deadline_at,
        plan.action,
        case
            when plan.action = 'reply' then last_events.event_channel
            -- nobody can be called without a number, or written to without an address
            when people.phone is null and people.email is not null
                and coalesce(plan.next_touch_channel, 'call') in ('call', 'whatsapp', 'sms')
                then 'email'
            when people.email is null and people.phone is not null
                and coalesce(plan.next_touch_channel, 'email') = 'email'
                then 'call'
            else coalesce(plan.next_touch_channel, 'call')
        end as contact_channel,
        plan.bulk_action,
        plan.value_of_action,
        plan.cost_of_action,
        plan.cost_of_a_day,
        plan.action_win_chance as win_chance,
        {{ published('plan.action_win_chance * plan.value_per_win') }} as expected_value,
        {{ published('plan.minutes_needed') }} as minutes_needed,
        plan.explanation_es,
        plan.explanation_en,
        plan.lead_key,
        people.source_system,
        people.lead_id,
        links.record_url,
        nullif(concat_ws(' ', people.first_name, people.last_name), '') as person_name,
        people.company,
        people.job_title,
        people.phone,
        people.email,
        plan.country,
        zones.lead_timezone,
        coalesce(reps.rep_timezone, run.timezone) as rep_timezone,
        plan.lead_type,
        people.product_interest,
        people.notes,
        plan.stage,
        plan.is_sla_breach,
        plan.breached_clauses,
        plan.breached_deadline_at,
        plan.reply_due_at,
        plan.is_touch_due,
        plan.is_stalled,
        plan.is_overdue,
        not plan.has_next_step as has_no_next_step,
        plan.alerts,
        plan.offer_until,
        plan.offer_note,
        deals.deal_note,
        plan.suggested_action,
        plan.next_touch_channel,
        plan.next_touch_at,
        plan.next_step_at,
        plan.attempts,
        plan.last_attempt_at,
        last_events.occurred_at as last_event_at,
        last_events.event_type as last_event_type,
        last_events.event_channel as last_event_channel,
        last_events.event_detail as last_event_detail,
        plan.days_since_progress,
        plan.days_without_response,
        plan.suggested_owner
    from plan
    cross join run
    inner join people on plan.lead_key = people.lead_key
    left join reps on plan.owner = reps.owner
    left join links
        on people.lead_key = links.lead_key
        and people.source_system = links.source_system
        and people.lead_id = links.lead_id
    left join zones on people.country = zones.country
    left join last_events on plan.lead_key = last_events.lead_key
    left join deals on plan.lead_key = deals.lead_key
)

select * from final
