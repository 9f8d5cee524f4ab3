-- What should happen next with each open lead, and who should do it?
{%- set chance -%}
    case
        when states.is_opted_out then 0.0
        when states.is_in_conversation then expected.conversation_chance
        else expected.next_attempt_chance
    end
{%- endset %}

with

states as (
    select * from {{ ref('int_followup_states') }}
),

leads as (
    select distinct country, lead_type, quadrant, product_interest from {{ ref('int_open_leads') }}
),

rules as (
    select
        priority,
        owner,
        coalesce(nullif(trim(country), ''), '*') as country,
        coalesce(nullif(trim(lead_type), ''), '*') as lead_type,
        coalesce(nullif(trim(quadrant), ''), '*') as quadrant,
        coalesce(nullif(trim(product), ''), '*') as product
    from {{ ref('assignment_rules') }}
),

bands as (
    select * from {{ ref('int_attempt_band_hazards') }} where replicate = 0 and at_risk > 0
),

types as (
    select * from {{ ref('int_attempt_policy_values') }} where replicate = 0
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

win_rates as (
    select lead_type, sum(win_rate * at_risk) / sum(at_risk) as win_rate from bands group by 1
),

expected as (
    select
        types.lead_type, types.attempt_number, bands.fit_band,
        coalesce(bands.hazard, types.hazard) as next_attempt_chance,
        coalesce(bands.win_rate, win_rates.win_rate) as conversation_chance,
        cast(contact_values.value_per_win as double) as value_per_win
    from types
    inner join contact_values on types.lead_type = contact_values.lead_type
    left join win_rates on types.lead_type = win_rates.lead_type
    left join bands
        on types.lead_type = bands.lead_type and types.attempt_number = bands.attempt_number
),

suggested as (
    select
        leads.country, leads.lead_type, leads.quadrant, leads.product_interest,
        min_by(rules.owner, (rules.priority, rules.owner)) as suggested_owner
    from leads
    inner join rules
        on (rules.country = '*' or lower(rules.country) = lower(leads.country))
        and (rules.lead_type = '*' or lower(rules.lead_type) = lower(leads.lead_type))
        and (rules.quadrant = '*' or lower(rules.quadrant) = lower(leads.quadrant))
        and (rules.product = '*' or lower(rules.product) = lower(leads.product_interest))
    group by 1, 2, 3, 4
),

attempt_bounds as (
    select lead_type, fit_band, max(attempt_number) as last_attempt from expected group by 1, 2
),

final as (
    select
        states.lead_key, states.created_at, states.owner, suggested.suggested_owner,
        states.current_stage as stage,
        states.lead_type, states.country, states.quadrant, states.is_opted_out,
        cast(states.interaction_count as bigint) as interaction_count,
        states.next_step_at, states.has_next_step, states.is_overdue, states.is_snoozed,
        cast(states.days_since_progress as bigint) as days_since_progress,
        cast(states.days_without_response as bigint) as days_without_response,
        states.is_stalled,
        cast(states.attempts as bigint) as attempts,
        states.last_attempt_at,
        case
            when
                states.cadence_state in ('in_cadence', 'late')
                then {{ utc_time('states.step_date') }}
        end as next_touch_at,
        case when states.cadence_state in ('in_cadence', 'late') then states.step_channel end
            as next_touch_channel,
        states.cadence_state,
        case
            when states.is_opted_out or states.is_snoozed then 'none'
            when not states.is_in_conversation then
                case
                    when
                        states.attempts = 0 and states.cadence_state <> 'exhausted'
                        then 'first_contact'
                    when states.cadence_state <> 'exhausted' then 'next_touch'
                    when
                        states.days_without_response >= coalesce(states.nurture_after_days, 0)
                        then 'send_to_nurture'
                    else 'none'
                end
            -- with a deal under way, whoever closes it must hear that it stands still
            when
                states.is_stalled and states.current_stage in ('sql', 'opportunity')
                then 'escalate'
            when states.is_stalled then 'reactivate'
            when not states.has_next_step then 'set_next_step'
            else 'none'
        end as suggested_action,
        round({{ chance }}, 10) as win_chance,
        round({{ chance }} * expected.value_per_win, 10) as expected_value,
        cast(count(*) over (partition by states.owner) as bigint) as owner_active_leads,
        cast(states.max_active_leads_per_owner as bigint) as max_active_leads_per_owner,
        states.owner is not null
        and count(*) over (partition by states.owner)
        > states.max_active_leads_per_owner as is_owner_over_cap
    from states
    left join suggested
        on states.country is not distinct from suggested.country
        and states.lead_type = suggested.lead_type
        and states.quadrant is not distinct from suggested.quadrant
        and states.product_interest is not distinct from suggested.product_interest
    left join attempt_bounds
        on states.lead_type = attempt_bounds.lead_type
        and coalesce(states.fit_band, 'unknown') = attempt_bounds.fit_band
    left join expected
        on states.lead_type = expected.lead_type
        and coalesce(states.fit_band, 'unknown') = expected.fit_band
        and least(states.numbered_attempts + 1, attempt_bounds.last_attempt)
        = expected.attempt_number
)

select * from final
