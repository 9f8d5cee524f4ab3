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

suggested as (
    select * from {{ ref('int_suggested_owners') }}
),

expected as (
    select * from {{ ref('int_expected_values') }}
),

attempt_bounds as (
    select lead_type, fit_band, max(attempt_number) as last_attempt from expected group by 1, 2
),

final as (
    select
        states.lead_key,
        states.created_at,
        states.owner,
        suggested.suggested_owner,
        states.current_stage as stage,
        states.lead_type,
        states.country,
        states.quadrant,
        states.is_opted_out,
        cast(states.interaction_count as bigint) as interaction_count,
        states.next_step_at,
        states.has_next_step,
        states.is_overdue,
        states.is_snoozed,
        cast(states.days_since_progress as bigint) as days_since_progress,
        cast(states.days_without_response as bigint) as days_without_response,
        states.is_stalled,
        cast(states.attempts as bigint) as attempts,
        states.last_attempt_at,
        case when states.cadence_state in ('in_cadence', 'late') then {{ utc_time('states.step_date') }} end as next_touch_at,
        case when states.cadence_state in ('in_cadence', 'late') then states.step_channel end as next_touch_channel,
        states.cadence_state,
        case
            when states.is_opted_out or states.is_snoozed then 'none'
            when not states.is_in_conversation then
                case
                    when states.attempts = 0 and states.cadence_state <> 'exhausted' then 'first_contact'
                    when states.cadence_state <> 'exhausted' then 'next_touch'
                    when states.days_without_response >= coalesce(states.nurture_after_days, 0) then 'send_to_nurture'
                    else 'none'
                end
            -- with a deal under way, whoever closes it must hear that it stands still
            when states.is_stalled and states.current_stage in ('sql', 'opportunity') then 'escalate'
            when states.is_stalled then 'reactivate'
            when not states.has_next_step then 'set_next_step'
            else 'none'
        end as suggested_action,
        round({{ chance }}, 10) as win_chance,
        round({{ chance }} * expected.value_per_win, 10) as expected_value,
        cast(count(*) over (partition by states.owner) as bigint) as owner_active_leads,
        cast(states.max_active_leads_per_owner as bigint) as max_active_leads_per_owner,
        states.owner is not null
        and count(*) over (partition by states.owner) > states.max_active_leads_per_owner as is_owner_over_cap
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
        and least(states.numbered_attempts + 1, attempt_bounds.last_attempt) = expected.attempt_number
)

select * from final
