-- Leads and MQLs of the window are those of rpt_funnel_monthly; the customers' value is the won
-- amount of new deals.
with

run as (
    select
        {{ dbt.dateadd('month', 1 - var('attribution_window_months'), month_start('as_of')) }}
            as window_starts_on
    from {{ ref('run') }}
),

funnel as (
    select coalesce(sum(monthly.leads), 0) as leads, coalesce(sum(monthly.mqls), 0) as mqls
    from {{ ref('rpt_funnel_monthly') }} as monthly
    cross join run
    where monthly.channel = 'all' and monthly.month >= run.window_starts_on
),

won as (
    select coalesce(sum(opportunities.amount), 0) as amount, count(*) as deals
    from {{ ref('fct_opportunities') }} as opportunities
    cross join run
    where
        opportunities.is_won
        and opportunities.opportunity_type = 'new'
        and opportunities.closed_date >= run.window_starts_on
),

credited as (
    select
        coalesce(sum(case when goal = 'lead' then conversions end), 0) as leads,
        coalesce(sum(case when goal = 'mql' then conversions end), 0) as mqls,
        coalesce(sum(case when goal = 'customer' then conversions end), 0) as customers,
        coalesce(sum(case when goal = 'customer' then value end), 0) as amount
    from {{ ref('rpt_channel_attribution') }}
    where model = 'linear'
)

select funnel.*, won.deals, won.amount as won_amount, credited.*
from credited
cross join funnel
cross join won
where
    abs(credited.leads - funnel.leads) > 1e-6
    or abs(credited.mqls - funnel.mqls) > 1e-6
    or credited.customers < won.deals - 1e-6
    or abs(credited.amount - cast(won.amount as double)) > 0.005
