-- On which leads is a definition of an MQL drawn up, and on which later ones is it tried?
-- The last part of the mature leads is the test; the outcome of the training leads was known
-- when it began (embargo); those between the two are left out.
with

leads as (
    select * from {{ ref('int_decision_leads') }} where is_mature
),

period as (
    select
        min(created_date) as first_date,
        {{ days_between('min(created_date)', 'max(created_date)') }} as period_days
    from leads
),

-- what working a lead costs: the attempts that worked leads of the type got, and the talk
attempts as (
    select
        leads.lead_type,
        count(*) as attempts,
        count(distinct attempts.lead_key) as worked_leads,
        count(*) filter (where attempts.is_connect) as connects
    from {{ ref('fct_contact_attempts') }} as attempts
    inner join leads on attempts.lead_key = leads.lead_key
    where attempts.attempt_number is not null and attempts.episode_number = 1
    group by 1
),

costs as (
    select
        contact_values.lead_type,
        cast(contact_values.value_per_win as double) as value_per_win,
        coalesce(attempts.attempts / nullif(cast(attempts.worked_leads as double), 0), 1)
        * (
            contact_values.hourly_cost / contact_values.attempts_per_hour
            + contact_values.tool_cost_per_attempt
        )
        + coalesce(attempts.connects / nullif(cast(attempts.worked_leads as double), 0), 0)
        * contact_values.hourly_cost * contact_values.talk_minutes_per_connect / 60 as cost_per_lead
    from {{ ref('int_contact_values') }} as contact_values
    left join attempts on contact_values.lead_type = attempts.lead_type
),

final as (
    select
        leads.lead_key,
        leads.lead_type,
        leads.created_date,
        leads.cut_at,
        case
            when {{ days_between('period.first_date', 'leads.created_date') }}
                >= period.period_days * (1 - {{ var('backtest_test_share') }}) then 'test'
            when {{ days_between('period.first_date', 'leads.created_date') }} + leads.maturity_days
                <= period.period_days * (1 - {{ var('backtest_test_share') }}) then 'train'
            else 'embargo'
        end as split,
        leads.is_won_in_time as is_won,
        leads.is_accepted,
        leads.is_rejected,
        costs.value_per_win,
        costs.cost_per_lead
    from leads
    cross join period
    left join costs on leads.lead_type = costs.lead_type
)

select * from final
