-- Why: revenue by month and channel must add up to the deals it is made of.
with deals as (
    select coalesce(sum(amount), 0) as amount
    from {{ ref('fct_opportunities') }}
    where is_won and closed_date is not null
),

months as (
    select coalesce(sum(revenue), 0) as amount
    from {{ ref('rpt_funnel_monthly') }}
    where channel = 'all'
),

channels as (
    select coalesce(sum(revenue), 0) as amount
    from {{ ref('rpt_funnel_monthly') }}
    where channel <> 'all'
)

select deals.amount as deals, months.amount as months, channels.amount as channels
from deals
cross join months
cross join channels
where deals.amount <> months.amount or deals.amount <> channels.amount
