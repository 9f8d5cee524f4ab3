-- KPIs of leads on their way to customers, by the month in which each counts.
-- Cohorts are judged inside the maturity of lead → customer; those too young are pending.
{%- set segments = ['channel', 'owner', 'country', 'lead_type'] %}
{#- a stage that nobody was ever seen to enter is no zero -#}
{%- set known_stage = "exists (select 1 from events where event = 'stage')" %}

with

run as (
    select * from {{ ref('run') }}
),

months as (
    select * from {{ ref('int_kpi_months') }}
),

funnel as (
    select * from {{ ref('int_episode_funnel') }}
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
    where pairs.from_stage = 'lead' and pairs.to_stage = 'customer'
),

-- an episode counts in the month of each of its events
events as (
    select
        {{ month_start('lead_date') }} as month, channel, owner, country, lead_type,
        'lead' as event, cast(null as double) as days
    from funnel
    where lead_is_recorded
    union all
    {%- for stage in ['mql', 'sql', 'opportunity'] %}
    select {{ month_start(stage ~ '_date') }}, channel, owner, country, lead_type, '{{ stage }}', null
    from funnel
    where {{ stage }}_is_recorded
    union all
    {%- endfor %}
    select
        cohort_month, channel, owner, country, lead_type,
        case
            when not is_mature then 'young' when is_won_in_time then 'won' else 'not_won'
        end,
        null
    from pairs
    union all
    select
        {{ month_start('reached_date') }}, channel, owner, country, lead_type, 'customer',
        days_to_reach
    from pairs
    where has_duration and reached_date is not null
),

event_segments as (
    {{ kpi_segments('events', segments) | indent(4) }}
),

counted as (
    select
        event_segments.month,
        event_segments.segment_name,
        event_segments.segment_value,
        count(*) filter (where event = 'lead') as leads,
        count(*) filter (where event = 'mql') as mqls,
        count(*) filter (where event = 'sql') as sqls,
        count(*) filter (where event = 'opportunity') as opportunities,
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

new_customers as (
    select {{ month_start('customer_date') }} as month, channel from {{ ref('int_new_customers') }}
),

customer_segments as (
    {{ kpi_segments('new_customers', ['channel']) | indent(4) }}
),

customer_months as (
    select month, segment_name, segment_value, count(*) as customers
    from customer_segments
    group by 1, 2, 3
),

decisions as (
    select month, nullif(owner, '(none)') as owner, accepted, rejected
    from {{ ref('rpt_mql_acceptance') }}
),

decision_segments as (
    {{ kpi_segments('decisions', ['owner']) | indent(4) }}
),

decided as (
    select
        month, segment_name, segment_value,
        sum(accepted) as accepted, sum(accepted) + sum(rejected) as decided
    from decision_segments
    group by 1, 2, 3
),

final as (
    {{ kpi_rows('counted', [
        {'id': 'leads', 'value': 'leads', 'where': 'leads > 0'},
        {'id': 'mqls', 'value': 'mqls', 'where': known_stage | replace('stage', 'mql')},
        {'id': 'sqls', 'value': 'sqls', 'where': known_stage | replace('stage', 'sql')},
        {'id': 'opportunities', 'value': 'opportunities',
         'where': known_stage | replace('stage', 'opportunity')},
        {'id': 'close_rate', 'rate': ['won', 'mature'], 'pending': 'young > 0',
         'where': 'mature + young > 0'},
        {'id': 'lead_to_customer_days_of_winners', 'value': 'median_days', 'sample': 'customers',
         'where': 'customers > 0'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('customer_months', [{'id': 'customers', 'value': 'customers'}]) | indent(4) }}
    union all
    {{ kpi_rows('speeds', [
        {'id': 'lead_to_customer_days', 'value': 'median_days', 'sample': 'leads'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('decided', [
        {'id': 'mql_acceptance_rate', 'rate': ['accepted', 'decided'], 'where': 'decided > 0'},
    ]) | indent(4) }}
)

select * from final
