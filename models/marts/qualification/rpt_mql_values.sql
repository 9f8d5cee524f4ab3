-- What is one MQL of each lead type worth? Average revenue per customer × close rate, both of
-- the same mature MQLs.
with

cohort as (
    select * from {{ ref('int_mql_cohort') }}
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

maturities as (
    select * from {{ ref('int_maturities') }} where from_stage = 'mql' and to_stage = 'customer'
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

intervals as (
    select
        lead_type,
        {{ interval_lower('mql_value') }} as mql_value_lower,
        {{ interval_upper('mql_value') }} as mql_value_upper
    from {{ ref('int_mql_value_replicates') }}
    group by 1
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
        valued.lead_type,
        cast(valued.mqls as bigint) as mqls,
        cast(valued.customers as bigint) as customers,
        cast(valued.customers_without_amount as bigint) as customers_without_amount,
        {{ published('valued.close_rate') }} as close_rate,
        {{ wilson_lower('valued.customers', 'valued.mqls') }} as close_rate_lower,
        {{ wilson_upper('valued.customers', 'valued.mqls') }} as close_rate_upper,
        valued.close_rate_shrunk,
        cast(round(valued.average_revenue, 2) as decimal(18, 2)) as average_revenue,
        cast(
            round(
                case
                    when valued.customers = 0 then valued.close_rate * 0 else
                        valued.close_rate * valued.average_revenue
                end,
                2
            )
            as decimal(18, 2)) as mql_value,
        cast(round(intervals.mql_value_lower, 2) as decimal(18, 2)) as mql_value_lower,
        cast(round(intervals.mql_value_upper, 2) as decimal(18, 2)) as mql_value_upper,
        -- a type without a customer yet is worth what the others suggest, not nothing
        cast(
            round(
                valued.close_rate_shrunk * coalesce(valued.average_revenue, valued.common_revenue),
                2
            ) as decimal(18, 2)
        ) as mql_value_shrunk,
        cast(maturities.maturity_days as bigint) as maturity_days
    from valued
    left join intervals on valued.lead_type = intervals.lead_type
    left join maturities on valued.lead_type = maturities.lead_type
)

select * from final
