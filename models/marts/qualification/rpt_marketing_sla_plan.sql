{{ config(schema="sla") }}
-- How many MQLs of each lead type does marketing owe sales? The quota's share that marketing
-- answers for ÷ what an MQL is worth, in the mix of the last months. The total is rounded up and
-- split by largest remainder, so that the parts add up to it.
with

team_quotas as (
    select month, quota, marketing_quota as revenue_needed
    from {{ ref('int_sales_quotas') }}
    where owner = '*'
),

mixed as (
    select
        team_quotas.month,
        mix.lead_type,
        team_quotas.quota,
        team_quotas.revenue_needed,
        mql_values.mql_value,
        mql_values.is_value_shrunk,
        mix.mqls_share,
        mix.mqls_share * mql_values.mql_value as value_part,
        {{ exact_sum(
            'mix.mqls_share * mql_values.mql_value', over='(partition by team_quotas.month)',
            decimals=9
        ) }}
            as value_of_mix,
        row_number() over (
            partition by team_quotas.month
            order by lead_types.sort_order nulls last, mix.lead_type
        ) as list_order
    from team_quotas
    inner join {{ ref('int_marketing_mix') }} as mix on team_quotas.month = mix.month
    inner join {{ ref('int_mql_worth') }} as mql_values on mix.lead_type = mql_values.lead_type
    left join {{ ref('lead_types') }} as lead_types on mix.lead_type = lead_types.lead_type
),

totals as (
    select
        *,
        -- no number of MQLs that lose money reaches a quota
        ceil(round(
            cast(revenue_needed as double) / case when value_of_mix > 0 then value_of_mix end, 9
        )) as mqls_in_all
    from mixed
),

shared as (
    select
        *,
        round(mqls_in_all * mqls_share, 9) as exact_mqls,
        row_number() over (
            partition by month
            order by
                round(mqls_in_all * mqls_share, 9) - floor(round(mqls_in_all * mqls_share, 9)) desc,
                list_order
        ) as remainder_order,
        mqls_in_all - sum(floor(round(mqls_in_all * mqls_share, 9))) over (partition by month)
            as left_over
    from totals
),

planned as (
    select
        month,
        lead_type,
        quota,
        revenue_needed * (value_part / nullif(value_of_mix, 0)) as revenue_needed,
        revenue_needed as revenue_in_all,
        mqls_share,
        mql_value,
        is_value_shrunk,
        floor(exact_mqls) + case when remainder_order <= left_over then 1 else 0 end as mqls_needed
    from shared
    union all
    select
        month, 'all', max(quota), max(revenue_needed), max(revenue_needed), max(1e0),
        max(value_of_mix), bool_or(is_value_shrunk and mqls_share > 0), max(mqls_in_all)
    from shared
    group by month
),

won as (
    select
        month,
        case when grouping(lead_type) = 1 then 'all' else lead_type end as lead_type,
        sum(amount) as amount,
        -- what was given back is no part of what was sold
        sum(case when amount > 0 then amount end) as sold,
        sum(case when is_sourced and amount > 0 then amount else 0 end) as sourced,
        sum(case when is_influenced and amount > 0 then amount else 0 end) as influenced
    from {{ ref('int_won_amounts') }}
    group by grouping sets ((month, lead_type), (month))
),

final as (
    select
        planned.month,
        planned.lead_type,
        cast(planned.quota as decimal(18, 2)) as quota,
        {{ rate('planned.revenue_in_all', 'planned.quota') }} as marketing_share,
        cast(round(planned.revenue_needed, 2) as decimal(18, 2)) as revenue_needed,
        {{ published('planned.mqls_share') }} as mqls_share,
        cast(round(planned.mql_value, 2) as decimal(18, 2)) as mql_value,
        planned.is_value_shrunk,
        cast(planned.mqls_needed as bigint) as mqls_needed,
        cast(won.amount as decimal(18, 2)) as won_amount,
        {{ rate('won.sourced', 'won.sold') }} as sourced_share,
        {{ rate('won.influenced', 'won.sold') }} as influenced_share
    from planned
    left join won on planned.month = won.month and planned.lead_type = won.lead_type
)

select * from final
