-- How many attempts should each lead type get if the hours of sales don't suffice for all?
-- The (lead type, next attempt) pairs that earn most per hour come first; the pair that no longer
-- fits gives the price of an hour, and attempts that earn less per hour are left out.
{%- set months = var('expected_from_months') %}

with

run as (
    select * from {{ ref('run') }}
),

values_per_attempt as (
    select * from {{ ref('int_attempt_policy_values') }}
    where replicate = 0 and is_supported and lead_type <> 'all'
),

optima as (
    select * from {{ ref('int_attempt_optima') }} where replicate = 0
),

-- leads to work in a month: the mean of the last complete ones
monthly_leads as (
    select people.lead_type, cast(count(*) as double) / {{ months }} as leads_per_month
    from {{ ref('fct_lead_sla') }} as people
    cross join run
    where
        people.clause = 'attempts'
        and {{ local_date('people.clock_started_at') }} < {{ month_start('run.as_of') }}
        and {{ local_date('people.clock_started_at') }}
        >= {{ dbt.dateadd('month', -months, month_start('run.as_of')) }}
    group by 1
),

hours as (
    select sum(sales_hours.hours) as hours_available
    from {{ ref('int_sales_hours') }} as sales_hours
    inner join run on sales_hours.month = {{ month_start('run.as_of') }}
),

pairs as (
    select
        values_per_attempt.*,
        monthly_leads.leads_per_month
        * values_per_attempt.survival_before
        * values_per_attempt.hours_per_attempt
            as hours_needed,
        values_per_attempt.marginal_value / values_per_attempt.hours_per_attempt as value_per_hour
    from values_per_attempt
    inner join optima
        on values_per_attempt.lead_type = optima.lead_type
        and values_per_attempt.attempt_number <= optima.best_attempts
    inner join monthly_leads on values_per_attempt.lead_type = monthly_leads.lead_type
),

ranked as (
    select
        pairs.*,
        hours.hours_available,
        sum(pairs.hours_needed)
            over (order by pairs.value_per_hour desc, pairs.lead_type, pairs.attempt_number)
            as hours_so_far
    from pairs
    cross join hours
),

price as (
    select
        coalesce(max(value_per_hour) filter (where hours_so_far > hours_available), 0)
            as value_per_hour
    from ranked
),

priced as (
    select
        values_per_attempt.lead_type,
        values_per_attempt.attempt_number,
        sum(values_per_attempt.survival_before * (
            values_per_attempt.marginal_value
            - greatest(price.value_per_hour, 0) * values_per_attempt.hours_per_attempt
        )) over (
            partition by values_per_attempt.lead_type order by values_per_attempt.attempt_number
        ) as value_per_lead
    from values_per_attempt
    cross join price
),

best as (
    select
        lead_type,
        case
            when
                max(value_per_lead) > 1e-9
                then min_by(attempt_number, (-round(value_per_lead, 10), attempt_number))
            else 0
        end as attempts_at_capacity
    from priced
    group by 1
),

final as (
    select best.lead_type, best.attempts_at_capacity, sum(ranked.hours_needed) as hours_needed,
        max(hours.hours_available) as hours_available
    from best
    left join ranked on best.lead_type = ranked.lead_type
    cross join hours
    group by 1, 2
)

select * from final
