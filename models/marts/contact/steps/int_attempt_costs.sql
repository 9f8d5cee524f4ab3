-- What did each attempt cost? What the settings of its day say, at the exchange rate of its month;
-- of a contact with several people, each one's share.
with

run as (
    select * from {{ ref('run') }}
),

attempts as (
    select
        attempts.attempt_key,
        attempts.lead_key,
        attempts.episode_number,
        attempts.attempt_number,
        attempts.occurred_at,
        attempts.is_connect,
        people.lead_type,
        {{ local_date('attempts.occurred_at') }} as day_date,
        count(*) over (partition by attempts.attempt_key) as people_contacted
    from {{ ref('int_numbered_attempts') }} as attempts
    inner join {{ ref('int_people') }} as people on attempts.lead_key = people.lead_key
    where not attempts.is_before_creation
),

costs as (
    select
        costs.*,
        rates.rate_month,
        case
            when costs.currency is null or upper(trim(costs.currency)) = run.reporting_currency
                then 1.0
            else rates.rate_to_reporting
        end as rate_to_reporting
    from {{ ref('int_contact_costs') }} as costs
    cross join run
    left join {{ ref('int_currency_rates') }} as rates
        on upper(trim(costs.currency)) = rates.currency
)

select
    attempts.*,
    costs.rate_to_reporting * (
        cast(costs.hourly_cost as double) / costs.attempts_per_hour
        + coalesce(cast(costs.tool_cost_per_attempt as double), 0)
        + case when attempts.is_connect
            then cast(costs.hourly_cost as double)
                * coalesce(costs.talk_minutes_per_connect, 0) / 60
            else 0 end
    ) / attempts.people_contacted as contact_cost
from attempts
left join costs
    on attempts.lead_type = costs.lead_type
    and attempts.day_date >= costs.from_date
    and attempts.day_date < costs.to_date
    and ({{ month_start('attempts.day_date') }} = costs.rate_month or costs.rate_month is null)
