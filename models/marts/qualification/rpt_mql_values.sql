-- What is one MQL of each lead type worth, and between which bounds?
with

mql_values as (
    select * from {{ ref('int_mql_values') }}
),

maturities as (
    select * from {{ ref('int_maturities') }} where from_stage = 'mql' and to_stage = 'customer'
),

intervals as (
    select
        lead_type,
        {{ interval_lower('mql_value') }} as mql_value_lower,
        {{ interval_upper('mql_value') }} as mql_value_upper
    from {{ ref('int_mql_value_replicates') }}
    group by 1
),

final as (
    select
        mql_values.lead_type,
        cast(mql_values.mqls as bigint) as mqls,
        cast(mql_values.customers as bigint) as customers,
        cast(mql_values.customers_without_amount as bigint) as customers_without_amount,
        {{ published('mql_values.close_rate') }} as close_rate,
        {{ wilson_lower('mql_values.customers', 'mql_values.mqls') }} as close_rate_lower,
        {{ wilson_upper('mql_values.customers', 'mql_values.mqls') }} as close_rate_upper,
        mql_values.close_rate_shrunk,
        mql_values.average_revenue,
        mql_values.mql_value,
        cast(round(intervals.mql_value_lower, 2) as decimal(18, 2)) as mql_value_lower,
        cast(round(intervals.mql_value_upper, 2) as decimal(18, 2)) as mql_value_upper,
        mql_values.mql_value_shrunk,
        cast(maturities.maturity_days as bigint) as maturity_days
    from mql_values
    left join intervals on mql_values.lead_type = intervals.lead_type
    left join maturities on mql_values.lead_type = maturities.lead_type
)

select * from final
