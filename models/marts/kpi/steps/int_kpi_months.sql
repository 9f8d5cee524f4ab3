-- Which months have KPIs, and up to which day? From the first lead, deal or visit to as_of.
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

final as (
    select
        {{ month_start('days.day_date') }} as month,
        max(days.day_date) as last_date,
        max(days.day_date) = max(run.as_of) and bool_or(run.is_partial) as is_partial
    from days
    cross join run
    group by 1
)

select * from final
