-- How many MQLs of each lead type will sales get, this month and the next two?
-- The target of the month where there is one, shared out as the last complete months were;
-- else the mean of those months.
{%- set months = var('expected_from_months') %}

with

run as (
    select * from {{ ref('run') }}
),

months as (
    select
        cast(
            {{ dbt.dateadd(
                'month', 'cast(numbers.number as int)', month_start('run.as_of')
            ) }} as date
        ) as month
    from run
    cross join ({{ number_rows(0, 2) }}) as numbers
),

recent as (
    select people.lead_type, cast(count(*) as double) / {{ months }} as mqls_per_month
    from {{ ref('fct_stage_visits') }} as visits
    cross join run
    inner join {{ ref('int_people') }} as people on visits.lead_key = people.lead_key
    where
        visits.stage = 'mql' and visits.visit_number > 0 and not visits.is_skip_imputed
        and {{ local_date('visits.entered_at') }} < {{ month_start('run.as_of') }}
        and {{ local_date('visits.entered_at') }}
        >= {{ dbt.dateadd('month', -months, month_start('run.as_of')) }}
    group by 1
),

shares as (
    select
        lead_types.lead_type,
        coalesce(recent.mqls_per_month, 0) as mqls_per_month,
        coalesce(recent.mqls_per_month, 0) / nullif(sum(recent.mqls_per_month) over (), 0) as share
    from (select distinct lead_type from {{ ref('int_people') }}) as lead_types
    left join recent on lead_types.lead_type = recent.lead_type
),

targets as (
    select {{ month_start('month') }} as month, lead_type, mql_target
    from {{ ref('marketing_targets') }}
    where mql_target is not null
),

sums as (
    select month, sum(mql_target) as mql_target from targets where lead_type <> '*' group by 1
),

-- what types with a target of their own leave of everybody's is shared out among the others
aims as (
    select
        months.month,
        shares.lead_type,
        shares.mqls_per_month,
        own.mql_target as own_target,
        case when everybody.mql_target is not null then
            greatest(everybody.mql_target - coalesce(sums.mql_target, 0), 0)
            * shares.share / nullif({{ exact_sum(
                'case when own.mql_target is null then shares.share end',
                over='(partition by months.month)'
            ) }}, 0)
        end as shared_target
    from months
    cross join shares
    left join targets as own on months.month = own.month and shares.lead_type = own.lead_type
    left join targets as everybody on months.month = everybody.month and everybody.lead_type = '*'
    left join sums on months.month = sums.month
),

final as (
    select
        month,
        lead_type,
        coalesce(own_target, shared_target, mqls_per_month) as mqls_expected,
        case when coalesce(own_target, shared_target) is not null then 'target' else 'recent' end
            as expected_from
    from aims
)

select * from final
