-- KPIs of those who have bought: do they stay, what are they worth, would they recommend?
-- Lifetime value (methods 12): a year's margin per customer, the share that stays a year, and a
-- yearly discount, the first payment at once: m × (1 + d) ÷ (1 + d − r).
{%- set discount = var('yearly_discount_rate') %}

with

months as (
    select * from {{ ref('int_kpi_months') }}
),

purchases as (
    select * from {{ ref('int_kpi_purchases') }}
),

margins as (
    select * from {{ ref('int_contact_costs') }}
),

-- a customer is active on a day that any of the purchases covers
active as (
    select
        months.month,
        purchases.customer_key,
        bool_or({{ dbt.dateadd('day', -1, 'months.month') }}
            between purchases.active_from and purchases.active_to) as at_start,
        bool_or(months.last_date between purchases.active_from and purchases.active_to) as at_end,
        bool_or({{ dbt.dateadd('month', -12, 'months.last_date') }}
            between purchases.active_from and purchases.active_to) as a_year_ago
    from months
    inner join purchases
        on purchases.active_from <= months.last_date
        and purchases.active_to >= {{ dbt.dateadd('month', -12, 'months.last_date') }}
    group by 1, 2
),

counted as (
    select
        month,
        count(*) filter (where at_start) as at_start,
        count(*) filter (where at_start and at_end) as still_active,
        count(*) filter (where a_year_ago) as a_year_ago,
        count(*) filter (where a_year_ago and at_end) as stayed,
        count(*) filter (where at_end) as at_end
    from active
    group by 1
),

yearly as (
    select
        months.month,
        {{ exact_sum('purchases.amount', decimals=6) }} as revenue,
        {{ exact_sum('purchases.amount * margins.gross_margin', decimals=6) }} as margin
    from months
    inner join purchases
        on purchases.bought_date <= months.last_date
        and purchases.bought_date > {{ dbt.dateadd('month', -12, 'months.last_date') }}
    left join margins
        on coalesce(purchases.lead_type, 'all') = margins.lead_type
        and purchases.bought_date >= margins.from_date
        and purchases.bought_date < margins.to_date
    group by 1
),

stays as (
    select
        counted.*,
        'all' as segment_name,
        'all' as segment_value,
        months.is_partial,
        -- of the customers of an average day of the year
        yearly.revenue / ((counted.a_year_ago + counted.at_end) / 2e0) as revenue_per_customer,
        yearly.margin / ((counted.a_year_ago + counted.at_end) / 2e0) as margin_per_customer,
        counted.stayed / cast(nullif(counted.a_year_ago, 0) as double) as stay_rate,
        {{ wilson_lower('counted.stayed', 'counted.a_year_ago') }} as stay_rate_lower,
        {{ wilson_upper('counted.stayed', 'counted.a_year_ago') }} as stay_rate_upper
    from counted
    inner join months on counted.month = months.month
    left join yearly on counted.month = yearly.month
),

answers as (
    select
        {{ month_start(local_date('responded_at')) }} as month,
        'all' as segment_name,
        'all' as segment_value,
        count(*) as answers,
        100e0 * count(*) filter (where score >= 9)
        - 100e0 * count(*) filter (where score <= 6) as points,
        count(*) filter (where score >= 9) as promoters,
        count(*) filter (where score <= 6) as detractors
    from {{ ref('stg_nps_responses') }}
    where score is not null and responded_at is not null
    group by 1
),

-- the difference of two shares of one sample, with its normal interval
scored as (
    select
        *,
        {{ normal_quantile_95() }} * sqrt(greatest(
            (promoters + detractors) / cast(answers as double)
            - power((promoters - detractors) / cast(answers as double), 2), 0
        ) / answers) * 100 as margin
    from answers
),

final as (
    {{ kpi_rows('stays', [
        {'id': 'customer_retention_rate', 'rate': ['still_active', 'at_start'],
         'where': 'at_start > 0', 'pending': 'is_partial'},
        {'id': 'customer_lifetime_value', 'sample': 'a_year_ago',
         'value': 'margin_per_customer * (1 + %s) / (1 + %s - stay_rate)' % (discount, discount),
         'lower': 'margin_per_customer * (1 + %s) / (1 + %s - stay_rate_lower)'
            % (discount, discount),
         'upper': 'margin_per_customer * (1 + %s) / (1 + %s - stay_rate_upper)'
            % (discount, discount),
         'where': 'a_year_ago > 0 and margin_per_customer is not null'},
        {'id': 'customer_lifetime_value_simple', 'sample': 'a_year_ago',
         'value': 'revenue_per_customer / nullif(1 - stay_rate, 0)',
         'where': 'a_year_ago > 0 and revenue_per_customer is not null'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('scored', [
        {'id': 'nps', 'ratio': ['points', 'answers'], 'sample': 'answers',
         'lower': 'greatest(points / answers - margin, -100)',
         'upper': 'least(points / answers + margin, 100)'},
    ]) | indent(4) }}
)

select * from final
