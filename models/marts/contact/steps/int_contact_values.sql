-- What does an attempt cost and what is a win worth, per lead type (and `all`), at as_of?
-- A value that is given is margin already; else it is the mean won amount times the margin. Types
-- with few wins are drawn towards the mean amount of all, as far as chance explains the gap.
with

run as (
    select * from {{ ref('run') }}
),

lead_types as (
    select lead_type, count(*) as episodes from {{ ref('fct_lead_episodes') }} group by 1
    union all
    select 'all', count(*) from {{ ref('fct_lead_episodes') }}
),

won as (
    select lead_type, cast(amount as double) as amount
    from {{ ref('fct_opportunities') }}
    where is_won and opportunity_type = 'new' and amount is not null and lead_type is not null
),

known_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

per_type as (
    select
        lead_type,
        cast(count(*) as double) as wins,
        avg(amount) as mean_amount,
        coalesce(var_samp(amount), 0) as amount_variance
    from won
    group by 1
),

overall as (
    select
        sum(wins) as wins,
        sum(wins * mean_amount) / sum(wins) as mean_amount,
        sum(wins * wins) as wins_squared,
        count(*) as lead_types,
        sum((wins - 1) * amount_variance) / nullif(sum(wins) - count(*), 0) as variance_within
    from per_type
),

spread as (
    select
        overall.wins, overall.mean_amount, overall.variance_within,
        (
            sum(per_type.wins * power(per_type.mean_amount - overall.mean_amount, 2))
            - (overall.lead_types - 1) * overall.variance_within
        ) / nullif(overall.wins - overall.wins_squared / overall.wins, 0) as variance_between
    from per_type cross join overall
    group by overall.wins, overall.mean_amount, overall.variance_within,
        overall.wins_squared, overall.lead_types
),

amounts as (
    select
        lead_types.lead_type,
        cast(coalesce(per_type.wins, 0) as bigint) as wins,
        per_type.mean_amount as mean_amount_raw,
        case
            when per_type.wins is null or spread.variance_between <= 0 then spread.mean_amount
            when spread.variance_between is null or spread.variance_within is null
                then per_type.mean_amount
            else (
                per_type.wins * per_type.mean_amount
                + spread.variance_within / spread.variance_between * spread.mean_amount
            ) / (per_type.wins + spread.variance_within / spread.variance_between)
        end as mean_amount
    from known_types as lead_types
    left join per_type on lead_types.lead_type = per_type.lead_type
    left join spread on true
    union all
    select 'all', cast(wins as bigint), mean_amount, mean_amount
    from spread
),

costs as (
    select
        costs.*,
        case
            when costs.currency is null or upper(trim(costs.currency)) = run.reporting_currency
                then 1.0
            else rates.rate_to_reporting
        end as rate_to_reporting
    from {{ ref('int_contact_costs') }} as costs
    inner join run on run.as_of >= costs.from_date and run.as_of < costs.to_date
    left join {{ ref('int_currency_rates') }} as rates
        on upper(trim(costs.currency)) = rates.currency
        and rates.rate_month = {{ month_start('run.as_of') }}
),

in_force as (
    select
        lead_types.lead_type, lead_types.episodes,
        cast(costs.hourly_cost as double) * costs.rate_to_reporting as hourly_cost,
        costs.attempts_per_hour,
        coalesce(costs.talk_minutes_per_connect, 0) as talk_minutes_per_connect,
        coalesce(cast(costs.tool_cost_per_attempt as double), 0)
        * costs.rate_to_reporting as tool_cost_per_attempt,
        amounts.mean_amount as mean_won_amount,
        coalesce(
            cast(costs.value_per_win as double) * costs.rate_to_reporting,
            amounts.mean_amount * costs.gross_margin
        ) as value_per_win,
        costs.value_per_win is null as is_value_measured
    from lead_types
    left join costs on lead_types.lead_type = costs.lead_type
    left join amounts on lead_types.lead_type = amounts.lead_type
),

-- without a row for every type, `all` is the mean of the types, each as large as it is
averages as (
    select
        {%- for column in [
            'hourly_cost', 'attempts_per_hour', 'talk_minutes_per_connect',
            'tool_cost_per_attempt', 'value_per_win'
        ] %}
        sum({{ column }} * episodes)
        / nullif(sum(episodes) filter (where {{ column }} is not null), 0) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from in_force
    where lead_type <> 'all'
),

final as (
    select
        in_force.lead_type,
        coalesce(in_force.hourly_cost, averages.hourly_cost) as hourly_cost,
        coalesce(in_force.attempts_per_hour, averages.attempts_per_hour) as attempts_per_hour,
        coalesce(in_force.talk_minutes_per_connect, averages.talk_minutes_per_connect)
            as talk_minutes_per_connect,
        coalesce(in_force.tool_cost_per_attempt, averages.tool_cost_per_attempt)
            as tool_cost_per_attempt,
        cast(round(coalesce(in_force.value_per_win, averages.value_per_win), 2) as decimal(18, 2))
            as value_per_win,
        cast(round(in_force.mean_won_amount, 2) as decimal(18, 2)) as mean_won_amount,
        in_force.is_value_measured
    from in_force
    left join averages on in_force.lead_type = 'all'
)

select * from final
