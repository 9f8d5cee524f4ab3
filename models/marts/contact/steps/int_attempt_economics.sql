-- What does each attempt cost, and from which hazard on does it pay? The sound and the guide's side.
with

counts as (
    select * from {{ ref('int_attempt_counts') }}
),

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

final as (
    select
        counts.*,
        contact_values.value_per_win,
        contact_values.hourly_cost * (
            1 / contact_values.attempts_per_hour
            + counts.connect_hazard * contact_values.talk_minutes_per_connect / 60
        ) + contact_values.tool_cost_per_attempt as cost_per_attempt,
        -- the guide: pay of an hour by attempts in an hour; revenue of a customer, not margin
        contact_values.hourly_cost / contact_values.attempts_per_hour as naive_cost_per_attempt,
        coalesce(contact_values.mean_won_amount, contact_values.value_per_win) as naive_revenue_per_win
    from counts
    inner join contact_values on counts.lead_type = contact_values.lead_type
)

select * from final
