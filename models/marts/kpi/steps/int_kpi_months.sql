-- Which months have KPIs, up to which day, and which month's costs won their customers? From the
-- first lead, deal or visit to as_of; costs lie as many whole months before as the median deal of
-- the year up to the month's last day took (methods 12).
with

run as (
    select * from {{ ref('run') }}
),

first_dates as (
    select min(created_date) as first_date from {{ ref('int_people') }}
    union all
    select min(created_date) as first_date from {{ ref('fct_opportunities') }}
    union all
    select min(month) as first_date from {{ ref('rpt_funnel_monthly') }}
),

days as (
    {{ date_series(
        '(select ' ~ month_start('coalesce(min(first_date), max(as_of))')
        ~ ' from first_dates cross join run)',
        '(select as_of from run)'
    ) | indent(4) }}
),

months as (
    select
        {{ month_start('days.day_date') }} as month,
        max(days.day_date) as last_date,
        max(days.day_date) = max(run.as_of) and bool_or(run.is_partial) as is_partial
    from days
    cross join run
    group by 1
),

won as (
    select * from {{ ref('fct_opportunities') }}
    where is_won and closed_date >= created_date and opportunity_type = 'new'
),

cycles as (
    select
        months.month,
        coalesce(cast(round(
            {{ quantile(days_between('won.created_date', 'won.closed_date'), 0.5) }}
            / {{ days_per_month() }}
        ) as int), 0) as lag_months
    from months
    left join won
        on won.closed_date <= months.last_date
        and won.closed_date > {{ dbt.dateadd('month', -12, 'months.last_date') }}
    group by 1
),

final as (
    select
        months.*,
        cast({{ dbt.dateadd('month', '-cycles.lag_months', 'months.month') }} as date)
            as cost_month
    from months
    inner join cycles on months.month = cycles.month
)

select * from final
