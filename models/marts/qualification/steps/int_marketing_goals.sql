-- What does marketing owe in each month, by lead type (`all` too) and measure? The target where
-- there is one; of that of all types, what the types with targets of their own leave is shared out
-- among the others as they came lately; without any target, the plan's. So the types never owe more
-- than all of them together.
{%- set measures = {
    'leads': ('leads_target', 'mix.leads_share', 'plan.leads_needed'),
    'mqls': ('mql_target', 'mix.mqls_share', 'plan.mqls_needed'),
    'mql_value': ('value_target', 'mix.value_share', 'plan.revenue_needed'),
} %}

with

run as (
    select * from {{ ref('run') }}
),

plan as (
    select month, lead_type, mqls_needed, revenue_needed, cast(null as double) as leads_needed
    from {{ ref('rpt_marketing_sla_plan') }}
),

set_targets as (
    select
        {{ month_start('month') }} as month,
        lead_type,
        leads_target,
        mql_target,
        mql_value_target,
        currency
    from {{ ref('marketing_targets') }}
),

targets as (
    select
        set_targets.month,
        set_targets.lead_type,
        cast(set_targets.leads_target as double) as leads_target,
        cast(set_targets.mql_target as double) as mql_target,
        cast({{ in_reporting_currency(
            'set_targets.mql_value_target',
            'coalesce(set_targets.currency, run.reporting_currency)'
        ) }} as double) as value_target
    from set_targets
    cross join run
    left join {{ ref('int_currency_rates') }} as rates
        on set_targets.currency = rates.currency and set_targets.month = rates.rate_month
),

mix as (
    select
        mix.month,
        mix.lead_type,
        mix.leads_share,
        mix.mqls_share,
        mix.mqls_share * mql_values.mql_value
        / nullif({{ exact_sum(
            'mix.mqls_share * mql_values.mql_value', over='(partition by mix.month)', decimals=9
        ) }}, 0)
            as value_share
    from {{ ref('int_marketing_mix') }} as mix
    left join {{ ref('int_mql_worth') }} as mql_values on mix.lead_type = mql_values.lead_type
    union all
    select distinct month, 'all', 1e0, 1e0, 1e0 from {{ ref('int_marketing_mix') }}
),

sums as (
    select month, sum(leads_target) as leads_target, sum(mql_target) as mql_target,
        sum(value_target) as value_target
    from targets
    where lead_type <> '*'
    group by 1
),

goals as (
    {%- for measure, (target, share, planned) in measures.items() %}
    select
        mix.month,
        mix.lead_type,
        '{{ measure }}' as measure,
        own.{{ target }} as own_target,
        case
            when mix.lead_type = 'all' then coalesce(everybody.{{ target }}, sums.{{ target }})
            when everybody.{{ target }} is not null then
                greatest(everybody.{{ target }} - coalesce(sums.{{ target }}, 0), 0)
                * {{ share }} / nullif({{ exact_sum(
                    "case when own." ~ target ~ " is null and mix.lead_type <> 'all' then "
                    ~ share ~ " end",
                    over='(partition by mix.month)'
                ) }}, 0)
        end as shared_target,
        -- where only some types have a target, that is the whole agreement
        case when sums.{{ target }} is null then cast({{ planned }} as double) end as planned
    from mix
    left join targets as own on mix.month = own.month and mix.lead_type = own.lead_type
    left join targets as everybody on mix.month = everybody.month and everybody.lead_type = '*'
    left join sums on mix.month = sums.month
    left join plan on mix.month = plan.month and mix.lead_type = plan.lead_type
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        month,
        lead_type,
        measure,
        coalesce(own_target, shared_target, planned) as month_goal,
        case
            when own_target is not null then 'target'
            when shared_target is not null and lead_type = 'all' then 'target'
            when shared_target is not null then 'shared_target'
            when planned is not null then 'plan'
        end as goal_source
    from goals
)

select * from final
