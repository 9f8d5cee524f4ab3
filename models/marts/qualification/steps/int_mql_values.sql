-- What is one MQL of each lead type worth? Average revenue per customer × close rate, both of
-- the same mature MQLs.
with

cohort as (
    select * from {{ ref('int_mql_cohort') }}
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

counts as (
    select
        lead_type,
        count(*) as mqls,
        count(*) filter (where is_customer) as customers,
        count(revenue) as customers_with_amount,
        sum(revenue) as revenue
    from cohort
    group by 1
),

overall as (
    select
        *,
        sum(customers) over () / nullif(cast(sum(mqls) over () as double), 0) as common_rate,
        sum(revenue) over ()
        / nullif(cast(sum(customers_with_amount) over () as double), 0) as common_revenue
    from counts
),

strengths as (
    select
        max(common_rate) as common_rate,
        max(common_revenue) as common_revenue,
        {{ shrinkage_weight(
            'max(common_rate)',
            exact_sum('mqls * power(customers / cast(mqls as double) - common_rate, 2)'),
            'count(*)', 'sum(cast(mqls as double))', 'sum(power(cast(mqls as double), 2))'
        ) }} as strength
    from overall
),

valued as (
    select
        lead_types.lead_type,
        coalesce(counts.mqls, 0) as mqls,
        coalesce(counts.customers, 0) as customers,
        counts.customers / nullif(cast(counts.mqls as double), 0) as close_rate,
        cast(counts.revenue as double) / nullif(counts.customers_with_amount, 0) as average_revenue,
        {{ shrunk_rate(
            'coalesce(counts.customers, 0)', 'coalesce(counts.mqls, 0)',
            'strengths.common_rate', 'strengths.strength'
        ) }} as close_rate_shrunk,
        strengths.common_revenue,
        coalesce(counts.customers, 0)
        - coalesce(counts.customers_with_amount, 0) as customers_without_amount
    from lead_types
    cross join strengths
    left join counts on lead_types.lead_type = counts.lead_type
),

final as (
    select
        lead_type,
        mqls,
        customers,
        customers_without_amount,
        close_rate,
        close_rate_shrunk,
        cast(round(average_revenue, 2) as decimal(18, 2)) as average_revenue,
        cast(
            round(
                case when customers = 0 then close_rate * 0 else close_rate * average_revenue end, 2
            ) as decimal(18, 2)
        ) as mql_value,
        -- a type without a customer yet is worth what the others suggest, not nothing
        cast(
            round(close_rate_shrunk * coalesce(average_revenue, common_revenue), 2)
            as decimal(18, 2)
        ) as mql_value_shrunk
    from valued
)

select * from final
