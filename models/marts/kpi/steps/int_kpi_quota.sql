-- KPIs of sales against quota, and of the pipeline's speed, by month.
-- A month with a quota of `*` is the team's: its sales are everybody's; else those of the owners
-- who have a quota. The team's attainment is a ratio of sums (methods 13).
with

months as (
    select * from {{ ref('int_kpi_months') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

quotas as (
    select * from {{ ref('int_sales_quotas') }}
),

sales as (
    select {{ month_start('closed_date') }} as month, owner, sum(amount) as sold
    from opportunities
    where is_won and closed_date is not null
    group by 1, 2
),

attainments as (
    select
        quotas.month,
        'owner' as segment_name,
        quotas.owner as segment_value,
        quotas.quota,
        coalesce(sales.sold, 0) as sold
    from quotas
    left join sales on quotas.month = sales.month and quotas.owner = sales.owner
    where quotas.owner <> '*'
    union all
    select
        team.month,
        'all',
        'all',
        max(team.quota),
        coalesce(sum(sales.sold) filter (
            where not team.is_sum_of_owners or quotas.owner is not null
        ), 0)
    from quotas as team
    left join sales on team.month = sales.month
    left join quotas on sales.month = quotas.month and sales.owner = quotas.owner
    where team.owner = '*'
    group by 1
),

measured as (
    select attainments.*, quota - sold as gap
    from attainments
    inner join months on attainments.month = months.month
),

-- deals open on a month's last day, and those resolved in the year up to it
deals as (
    select
        months.month,
        opportunities.owner,
        opportunities.amount,
        opportunities.is_won,
        coalesce(opportunities.closed_date > months.last_date, true) as is_open,
        case
            when opportunities.closed_date >= opportunities.created_date
                then {{ days_between('opportunities.created_date', 'opportunities.closed_date') }}
        end as days_in_pipeline
    from months
    inner join opportunities
        on opportunities.created_date <= months.last_date
        and (
            not opportunities.is_closed
            or opportunities.closed_date
            > {{ dbt.dateadd('month', -12, 'months.last_date') }}
        )
),

deal_segments as (
    {{ each_segment('deals', ['owner']) | indent(4) }}
),

pipelines as (
    select
        month,
        segment_name,
        segment_value,
        count(*) filter (where is_open) as open_deals,
        count(*) filter (where not is_open) as resolved,
        {{ exact_sum('case when is_won and not is_open then amount end', decimals=6) }}
            as won_amount,
        -- a deal recorded on the day it was closed took half a day at the least
        avg(case when not is_open and days_in_pipeline is not null
            then greatest(days_in_pipeline, 0.5e0) end) as mean_days
    from deal_segments
    group by 1, 2, 3
),

final as (
    {{ kpi_rows('measured', [
        {'id': 'quota_attainment', 'ratio': ['sold', 'quota'], 'where': 'quota is not null'},
        {'id': 'quota_gap', 'value': 'gap', 'where': 'quota is not null'},
    ]) | indent(4) }}
    union all
    -- open ÷ days in pipeline are exits per day; each is worth won amount ÷ resolved (methods 11)
    {{ kpi_rows('pipelines', [
        {'id': 'pipeline_velocity',
         'value': 'open_deals / mean_days * coalesce(won_amount, 0) / resolved',
         'sample': 'resolved', 'where': 'resolved > 0'},
    ]) | indent(4) }}
)

select * from final
