-- What margin may be expected from a lead of each type and band, before its next attempt and once
-- it is in conversation? From the curve's own hazards; where a band has none, the lead type's.
with

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

final as (
    select
        types.lead_type,
        types.attempt_number,
        bands.fit_band,
        coalesce(bands.hazard, types.hazard) as next_attempt_chance,
        coalesce(bands.win_rate, win_rates.win_rate) as conversation_chance,
        cast(contact_values.value_per_win as double) as value_per_win
    from types
    inner join contact_values on types.lead_type = contact_values.lead_type
    left join win_rates on types.lead_type = win_rates.lead_type
    left join bands on types.lead_type = bands.lead_type and types.attempt_number = bands.attempt_number
)

select * from final
