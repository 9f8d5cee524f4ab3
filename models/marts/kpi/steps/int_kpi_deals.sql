-- KPIs of opportunities, by the month in which they were closed or entered a stage.
{%- set stage_kpis = ['qualified', 'committed', 'ready_to_invoice', 'invoicing'] %}
{%- set segments = ['channel', 'owner', 'country', 'lead_type'] %}

with

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

stages as (
    select * from {{ ref('opportunity_stages') }} where kpi is not null
),

closed as (
    select
        {{ month_start('closed_date') }} as month,
        channel,
        owner,
        country,
        lead_type,
        amount,
        cast(is_won as int) as won,
        -- a deal closed before it was recorded tells no duration
        case
            when is_won and closed_date >= created_date
                then {{ days_between('created_date', 'closed_date') }}
        end as cycle_days
    from opportunities
    where is_closed and closed_date is not null
),

words as (
    select * from {{ ref('int_stage_words') }} where object = 'opportunity'
),

-- a row that repeats the stage is no entry
changes as (
    select
        changes.opportunity_key,
        changes.changed_at,
        words.stage,
        coalesce(lag(words.stage) over (
            partition by changes.opportunity_key
            order by changes.changed_at, changes.source_file, changes.source_row
        ) = words.stage, false) as is_repeated
    from {{ ref('int_opportunity_stage_changes') }} as changes
    inner join words
        on changes.source_system = words.source_system
        and words.field = 'stage_as_given'
        and lower(trim(changes.stage_as_given)) = words.stage_word
),

-- what one deal enters twice in a month is entered once
entries as (
    select distinct
        {{ month_start(local_date('changes.changed_at')) }} as month,
        opportunities.channel,
        opportunities.owner,
        opportunities.country,
        opportunities.lead_type,
        opportunities.amount,
        opportunities.opportunity_key,
        stages.kpi
    from changes
    inner join opportunities on changes.opportunity_key = opportunities.opportunity_key
    inner join stages on changes.stage = stages.stage
    where not changes.is_repeated
),

closed_segments as (
    {{ each_segment('closed', segments) | indent(4) }}
),

entry_segments as (
    {{ each_segment('entries', segments) | indent(4) }}
),

closings as (
    select
        month,
        segment_name,
        segment_value,
        count(*) as closed,
        sum(won) as won,
        sum(amount) filter (where won = 1) as won_amount,
        -- how many sales fall in a month is chance, too: a sum of so many random amounts
        {{ normal_quantile_95() }} * sqrt(
            {{ exact_sum('case when won = 1 then cast(amount as double) * amount end') }}
        ) as won_margin,
        count(cycle_days) as cycles,
        {{ quantile('cycle_days', 0.5) }} as median_days,
        avg(cycle_days) as mean_days
    from closed_segments
    group by 1, 2, 3
),

entered as (
    select
        month,
        segment_name,
        segment_value
        {%- for kpi in stage_kpis %},
        count(*) filter (where kpi = '{{ kpi }}') as {{ kpi }}_deals,
        sum(amount) filter (where kpi = '{{ kpi }}') as {{ kpi }}_amount
        {%- endfor %}
    from entry_segments
    group by 1, 2, 3
),

final as (
    {{ kpi_rows('closings', [
        {'id': 'opportunity_conversion_rate', 'empty': 'no_case', 'rate': ['won', 'closed']},
        {'id': 'average_sale_value', 'empty': 'no_case', 'ratio': ['won_amount', 'won'], 'sample': 'won',
         'where': 'won > 0'},
        {'id': 'sales_cycle_days', 'empty': 'no_case', 'value': 'median_days', 'sample': 'cycles',
         'where': 'cycles > 0'},
        {'id': 'sales_cycle_days_mean', 'empty': 'no_case', 'value': 'mean_days', 'sample': 'cycles',
         'where': 'cycles > 0'},
        {'id': 'sales_revenue', 'empty': 'zero', 'value': 'coalesce(won_amount, 0)',
         'lower': 'greatest(coalesce(won_amount, 0) - won_margin, least(won_amount, 0))',
         'upper': 'coalesce(won_amount, 0) + won_margin'},
    ]) | indent(4) }}
    {%- for kpi in stage_kpis %}
    union all
    {{ kpi_rows('entered', [
        {'id': kpi ~ '_opportunities', 'empty': 'zero', 'value': kpi ~ '_deals'},
        {'id': kpi ~ '_opportunities_amount', 'empty': 'zero', 'value': 'coalesce(' ~ kpi ~ '_amount, 0)'},
    ]) | indent(4) }}
    {%- endfor %}
)

select * from final
