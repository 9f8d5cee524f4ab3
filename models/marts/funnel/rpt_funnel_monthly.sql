-- What happened in each month, channel by channel? Events of the month, not of one cohort.
-- Visits are sessions of the web analytics; without such an export, the visits among the touches.
{%- set measures = ['visits', 'leads', 'mqls', 'sqls', 'opportunities', 'customers',
    'leads_became_customers'] %}
{%- set stage_measures = {'lead': 'leads', 'mql': 'mqls', 'sql': 'sqls',
    'opportunity': 'opportunities'} %}

with

run as (
    select * from {{ ref('run') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

sessions as (
    select
        {{ month_start('traffic.traffic_date') }} as month,
        origins.channel,
        sum(traffic.sessions) as visits
    from {{ ref('stg_web_traffic') }} as traffic
    left join origins
        on {{ origin_hash(
            'traffic.source_system', 'traffic.channel_as_given', 'traffic.source',
            'traffic.medium', 'traffic.campaign'
        ) }}
        = origins.origin_hash
    group by 1, 2
),

visits_touched as (
    select {{ month_start(local_date('occurred_at')) }} as month, channel, count(*) as visits
    from {{ ref('int_touchpoints') }}
    where touch_type = 'visit' and not exists (select 1 from sessions)
    group by 1, 2
),

funnel as (
    select * from {{ ref('int_episode_funnel') }}
),

events as (
    {%- for stage, measure in stage_measures.items() %}
    select
        {{ month_start(stage ~ '_date') }} as month,
        channel,
        '{{ measure }}' as measure,
        count(*) as amount
    from funnel
    where {{ stage }}_is_recorded
    group by 1, 2
    union all
    {%- endfor %}
    select {{ month_start('customer_date') }}, channel, 'customers', count(*)
    from {{ ref('int_new_customers') }}
    group by 1, 2
    union all
    select {{ month_start('lead_date') }}, channel, 'leads_became_customers', count(*)
    from funnel
    where customer_date is not null
    group by 1, 2
    union all
    select month, channel, 'visits', visits from sessions
    union all
    select month, channel, 'visits', visits from visits_touched
),

facts as (
    select month, channel, measure, amount, cast(null as decimal(18, 2)) as revenue
    from events
    union all
    select {{ month_start('closed_date') }}, channel, 'revenue', null, sum(amount)
    from {{ ref('fct_opportunities') }}
    where is_won and closed_date is not null
    group by 1, 2
),

with_total as (
    select month, channel, measure, amount, revenue from facts
    union all
    select month, 'all', measure, amount, revenue from facts
),

months as (
    select
        with_total.month,
        with_total.channel,
        {%- for measure in measures %}
        cast(
            coalesce(sum(case when measure = '{{ measure }}' then amount end), 0) as bigint
        )
            as {{ measure }},
        {%- endfor %}
        cast(coalesce(sum(revenue), 0) as decimal(18, 2)) as revenue
    from with_total
    cross join run
    where with_total.month <= run.as_of
    group by 1, 2
),

final as (
    select
        month,
        channel,
        visits,
        leads,
        mqls,
        sqls,
        opportunities,
        customers,
        revenue,
        {{ rate('leads', 'visits') }} as visit_to_lead_rate,
        {{ wilson_lower('leads', 'visits') }} as visit_to_lead_rate_lower,
        {{ wilson_upper('leads', 'visits') }} as visit_to_lead_rate_upper,
        leads_became_customers,
        {{ rate('leads_became_customers', 'leads') }} as lead_to_customer_rate,
        {{ wilson_lower('leads_became_customers', 'leads') }} as lead_to_customer_rate_lower,
        {{ wilson_upper('leads_became_customers', 'leads') }} as lead_to_customer_rate_upper
    from months
)

select * from final
