-- KPIs of entries into the funnel's stages, and of what sales said of MQLs, by month.
{%- set segments = ['channel', 'owner', 'country', 'lead_type'] %}
{#- a stage that nobody was ever seen to enter is no zero -#}
{%- set known_stage = "exists (select 1 from entries where stage = 'name')" %}
{%- set stages = ['lead', 'mql', 'sql', 'opportunity'] %}

with

months as (
    select * from {{ ref('int_kpi_months') }}
),

funnel as (
    select * from {{ ref('int_episode_funnel') }}
),

-- an episode counts in the month of each stage it was seen to enter
entries as (
    {%- for stage in stages %}
    select
        {{ month_start(stage ~ '_date') }} as month, channel, owner, country, lead_type,
        '{{ stage }}' as stage
    from funnel
    where {{ stage }}_is_recorded
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

entry_segments as (
    {{ each_segment('entries', segments) | indent(4) }}
),

counted as (
    select
        entry_segments.month,
        entry_segments.segment_name,
        entry_segments.segment_value
        {%- for stage in stages %},
        count(*) filter (where stage = '{{ stage }}') as {{ stage }}_entries
        {%- endfor %}
    from entry_segments
    inner join months on entry_segments.month = months.month
    group by 1, 2, 3
),

new_customers as (
    select {{ month_start('customer_date') }} as month, channel from {{ ref('int_new_customers') }}
),

customer_segments as (
    {{ each_segment('new_customers', ['channel']) | indent(4) }}
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
    {{ each_segment('decisions', ['owner']) | indent(4) }}
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
        {'id': 'leads', 'empty': 'zero', 'value': 'lead_entries', 'where': 'lead_entries > 0'},
        {'id': 'mqls', 'empty': 'zero', 'value': 'mql_entries', 'where': known_stage | replace('name', 'mql')},
        {'id': 'sqls', 'empty': 'zero', 'value': 'sql_entries', 'where': known_stage | replace('name', 'sql')},
        {'id': 'opportunities', 'empty': 'zero', 'value': 'opportunity_entries',
         'where': known_stage | replace('name', 'opportunity')},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('customer_months', [
        {'id': 'customers', 'empty': 'zero', 'value': 'customers'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('decided', [
        {'id': 'mql_acceptance_rate', 'empty': 'no_case', 'rate': ['accepted', 'decided'], 'where': 'decided > 0'},
    ]) | indent(4) }}
)

select * from final
