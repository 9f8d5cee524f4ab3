-- KPIs of cohorts of leads on their way to customers: how many buy, and how fast.
-- Cohorts are judged inside the maturity of lead → customer; those too young are pending.
{%- set segments = ['channel', 'owner', 'country', 'lead_type'] %}

with

months as (
    select * from {{ ref('int_kpi_months') }}
),

maturities as (
    select * from {{ ref('int_maturities') }}
    where from_stage = 'lead' and to_stage = 'customer'
),

pairs as (
    select
        pairs.*,
        maturities.maturity_days,
        pairs.age_days >= maturities.maturity_days as is_mature,
        coalesce(pairs.days_to_reach <= maturities.maturity_days, false) as is_won_in_time
    from {{ ref('int_funnel_pairs') }} as pairs
    inner join maturities on pairs.lead_type = maturities.lead_type
    where
        pairs.from_stage = 'lead'
        and pairs.to_stage = 'customer'
        -- where neither deals nor customers were ever exported, that nobody bought is not known
        and (
            exists (select 1 from {{ ref('fct_opportunities') }})
            or exists (select 1 from {{ ref('int_new_customers') }})
        )
),

-- a cohort counts in its own month, a customer's days in the month of the purchase
events as (
    select
        cohort_month as month, channel, owner, country, lead_type,
        case
            when not is_mature then 'young' when is_won_in_time then 'won' else 'not_won'
        end as event,
        cast(null as double) as days
    from pairs
    union all
    select
        {{ month_start('reached_date') }}, channel, owner, country, lead_type, 'customer',
        days_to_reach
    from pairs
    where has_duration and reached_date is not null
),

event_segments as (
    {{ each_segment('events', segments) | indent(4) }}
),

counted as (
    select
        event_segments.month,
        event_segments.segment_name,
        event_segments.segment_value,
        count(*) filter (where event = 'won') as won,
        count(*) filter (where event in ('won', 'not_won')) as mature,
        count(*) filter (where event = 'young') as young,
        count(days) as customers,
        {{ quantile('days', 0.5) }} as median_days
    from event_segments
    inner join months on event_segments.month = months.month
    group by 1, 2, 3
),

-- cohorts count in the month in which they become old enough, whoever won later stays open
matured as (
    select
        {{ month_start(
            dbt.dateadd('day', 'cast(maturity_days as int)', 'entered_date')
        ) }} as month,
        cast(least(coalesce(days_to_reach, maturity_days), maturity_days) as double) as days,
        is_won_in_time as is_customer
    from pairs
    where is_mature and (has_duration or reached_date is null)
),

cohort_medians as (
    {{ kaplan_meier_median('matured', ['month'], 'days', 'is_customer') | indent(4) }}
),

speeds as (
    select
        months.month,
        'all' as segment_name,
        'all' as segment_value,
        max(cohort_medians.median_days) as median_days,
        count(*) as leads
    from matured
    inner join months on matured.month = months.month
    left join cohort_medians on matured.month = cohort_medians.month
    group by 1
),

final as (
    {{ kpi_rows('counted', [
        {'id': 'close_rate', 'empty': 'no_case', 'rate': ['won', 'mature'], 'pending': 'young > 0',
         'where': 'mature + young > 0'},
        {'id': 'lead_to_customer_days_of_winners', 'empty': 'no_case', 'value': 'median_days', 'sample': 'customers',
         'where': 'customers > 0'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('speeds', [
        {'id': 'lead_to_customer_days', 'value': 'median_days', 'sample': 'leads'},
    ]) | indent(4) }}
)

select * from final
