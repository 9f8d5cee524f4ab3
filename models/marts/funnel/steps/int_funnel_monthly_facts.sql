-- What counts in which month and channel? One row per kind of event.
{%- set measures = ['visits', 'leads', 'mqls', 'sqls', 'opportunities', 'customers', 'leads_became_customers'] %}
{%- set stage_measures = {'lead': 'leads', 'mql': 'mqls', 'sql': 'sqls', 'opportunity': 'opportunities'} %}

with

run as (
    select * from {{ ref('run') }}
),

funnel as (
    select * from {{ ref('int_episode_funnel') }}
),

events as (
    {%- for stage, measure in stage_measures.items() %}
    select {{ month_start(stage ~ '_date') }} as month, channel, '{{ measure }}' as measure, count(*) as amount
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
    select month, channel, 'visits', visits
    from {{ ref('int_visits_monthly') }}
),

revenue as (
    select {{ month_start('closed_date') }} as month, channel, sum(amount) as revenue
    from {{ ref('fct_opportunities') }}
    where is_won and closed_date is not null
    group by 1, 2
),

final as (
    select
        month,
        channel,
        {%- for measure in measures %}
        sum(case when measure = '{{ measure }}' then amount end) as {{ measure }},
        {%- endfor %}
        cast(null as decimal(18, 2)) as revenue
    from events
    group by 1, 2
    union all
    select month, channel{% for measure in measures %}, null{% endfor %}, revenue
    from revenue
)

select final.*
from final
cross join run
where final.month <= run.as_of
