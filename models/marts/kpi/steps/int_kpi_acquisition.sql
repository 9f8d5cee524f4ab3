-- KPIs of what customers cost and of what marketing's money brings back, by month.
-- Cost: advertising, other marketing costs, and what sales' contacts cost. It is set against the
-- customers of a sales cycle later (methods 12), because they were worked then.
{%- set segments = ['channel', 'owner', 'country', 'lead_type'] %}

with

months as (
    select * from {{ ref('int_kpi_months') }}
),

run as (
    select * from {{ ref('run') }}
),

costs as (
    select month, spend as cost from {{ ref('int_marketing_spend') }}
    union all
    select month, numerator from {{ ref('int_kpi_followup') }}
    where kpi_id = 'cost_per_managed_lead' and segment_name = 'all'
),

monthly_costs as (
    select month, {{ exact_sum('cost', decimals=6) }} as cost from costs group by 1
),

marketing_months as (
    select distinct month from {{ ref('int_marketing_spend') }}
),

customers as (
    select {{ month_start('customer_date') }} as month, count(*) as customers
    from {{ ref('int_new_customers') }}
    group by 1
),

won as (
    select * from {{ ref('fct_opportunities') }}
    where is_won and closed_date is not null and opportunity_type = 'new'
),

-- whole months of the median cycle of the year up to the month's last day
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

acquired as (
    select
        months.month,
        'all' as segment_name,
        'all' as segment_value,
        months.is_partial,
        customers.customers,
        same.cost as same_cost,
        lagged.cost as lagged_cost
    from months
    inner join cycles on months.month = cycles.month
    inner join customers on months.month = customers.month
    left join monthly_costs as same
        on months.month = same.month
        and same.month in (select month from marketing_months)
    left join monthly_costs as lagged
        on lagged.month
        = cast({{ dbt.dateadd('month', '-cycles.lag_months', 'months.month') }} as date)
        and lagged.month in (select month from marketing_months)
),

-- channels on which money is spent, and the margin of what they are credited with
margins as (
    select from_date, to_date, gross_margin
    from {{ ref('int_contact_costs') }}
    where lead_type = 'all'
),

spent_channels as (
    select distinct channel from {{ ref('int_marketing_spend') }}
    where channel <> '(shared)' and spend > 0
),

returns as (
    select
        attributed.month, attributed.channel, attributed.value, attributed.spend,
        attributed.value * margins.gross_margin as margin
    from {{ ref('rpt_channel_attribution_monthly') }} as attributed
    cross join run
    inner join spent_channels on attributed.channel = spent_channels.channel
    left join margins
        on attributed.month >= margins.from_date and attributed.month < margins.to_date
    where attributed.goal = 'customer' and attributed.model = run.headline_attribution_model
),

return_segments as (
    {{ kpi_segments('returns', ['channel']) | indent(4) }}
),

returned as (
    select
        month, segment_name, segment_value,
        {{ exact_sum('coalesce(spend, 0)', decimals=6) }} as spend,
        {{ exact_sum('margin', decimals=6) }} as margin
    from return_segments
    group by 1, 2, 3
),

origins as (
    select month, origin_channel as channel, owner, country, lead_type, amount, is_sourced,
        is_influenced
    from {{ ref('int_won_amounts') }}
),

origin_segments as (
    {{ kpi_segments('origins', segments[1:]) | indent(4) }}
),

shares as (
    select
        month, segment_name, segment_value,
        count(*) as won,
        sum(amount) as amount,
        sum(case when is_sourced then amount else 0 end) as sourced,
        sum(case when is_influenced then amount else 0 end) as influenced
    from origin_segments
    group by 1, 2, 3
),

final as (
    {{ kpi_rows('acquired', [
        {'id': 'customer_acquisition_cost', 'ratio': ['lagged_cost', 'customers'],
         'where': 'lagged_cost is not null'},
        {'id': 'customer_acquisition_cost_same_period', 'ratio': ['same_cost', 'customers'],
         'where': 'same_cost is not null'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('returned', [
        {'id': 'campaign_roi', 'ratio': ['margin - spend', 'spend'],
         'where': 'spend > 0 and margin is not null'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('shares', [
        {'id': 'marketing_sourced_share', 'ratio': ['sourced', 'amount'], 'sample': 'won',
         'where': 'amount > 0'},
        {'id': 'marketing_influenced_share', 'ratio': ['influenced', 'amount'], 'sample': 'won',
         'where': 'amount > 0'},
    ]) | indent(4) }}
)

select * from final
