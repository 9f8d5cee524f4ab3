-- What is the next attempt on each open lead worth today, and what does it lose by tomorrow?
-- The curve's chance for its attempt and band of fit, as far as its silence leaves it; the value of
-- a win; the cost of the attempt. In the reporting currency.
with

followup as (
    select * from {{ ref('int_followup_states') }}
),

chances as (
    select * from {{ ref('int_attempt_chances') }}
),

survival as (
    select * from {{ ref('int_silence_survival') }}
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

states as (
    select
        lead_key,
        lead_type,
        coalesce(fit_band, 'unknown') as fit_band,
        numbered_attempts + 1 as attempt_number,
        days_since_progress as silent_days,
        case
            when current_stage = 'opportunity' then 'deal'
            when is_in_conversation then 'conversation'
            else 'attempt'
        end as lead_state
    from followup
    where not is_opted_out
),

bounds as (
    select distinct lead_type, fit_band, last_attempt_number from chances
),

curve as (
    select
        states.*,
        case
            when states.lead_state <> 'attempt' then chances.conversation_chance
            else chances.connect_chance * chances.conversation_chance
        end as curve_chance,
        -- whoever is in conversation is reached
        case when states.lead_state = 'attempt' then chances.connect_chance else 1.0 end
            as connect_chance,
        cast(contact_values.value_per_win as double) as value_per_win,
        contact_values.hourly_cost,
        contact_values.attempts_per_hour,
        contact_values.talk_minutes_per_connect,
        contact_values.tool_cost_per_attempt
    from states
    inner join contact_values on states.lead_type = contact_values.lead_type
    left join bounds
        on states.lead_type = bounds.lead_type and states.fit_band = bounds.fit_band
    left join chances
        on states.lead_type = chances.lead_type
        and states.fit_band = chances.fit_band
        and least(states.attempt_number, bounds.last_attempt_number) = chances.attempt_number
),

{% set slope -%}
    (survival.next_survival_factor - survival.survival_factor)
    / coalesce(survival.next_silent_days - survival.silent_days, 1)
{%- endset %}
survived as (
    select
        curve.*,
        survival.survival_factor
        + {{ slope }} * (curve.silent_days - survival.silent_days) as factor_today,
        survival.survival_factor
        + {{ slope }} * (curve.silent_days + 1 - survival.silent_days) as factor_tomorrow,
        60e0 / curve.attempts_per_hour
        + coalesce(curve.connect_chance, 0) * curve.talk_minutes_per_connect as minutes_needed
    from curve
    inner join survival
        on curve.lead_state = survival.lead_state
        and curve.silent_days >= survival.silent_days
        and coalesce(curve.silent_days < survival.next_silent_days, true)
),

-- a chance grown or shrunk by a factor stays between 0 and 1: what is missing to 1 takes the power
valued as (
    select
        lead_key,
        lead_state,
        attempt_number,
        silent_days,
        fit_band,
        curve_chance,
        value_per_win,
        factor_today as survival_factor,
        minutes_needed,
        {{ published('1 - power(1 - curve_chance, factor_today)') }} as win_chance,
        {{ published('hourly_cost * minutes_needed / 60 + tool_cost_per_attempt') }}
            as cost_of_action,
        {{ published(
            '(power(1 - curve_chance, factor_tomorrow) - power(1 - curve_chance, factor_today))'
            ~ ' * value_per_win'
        ) }} as cost_of_a_day
    from survived
),

final as (
    select
        *,
        {{ published('win_chance * value_per_win - cost_of_action + cost_of_a_day') }}
            as value_of_action
    from valued
)

select * from final
