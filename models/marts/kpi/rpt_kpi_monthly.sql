-- What is each KPI in each month and segment, against before and against its target?
-- The one home of every KPI: pages, workbooks and `trace` read it here. A KPI of which the company
-- has no data keeps its row, which says which export would give it.
{%- set topics = [
    'deals', 'quota', 'customers', 'funnel', 'cohorts', 'reach', 'acquisition', 'returns',
    'followup', 'followup_value'
] %}

with

run as (
    select * from {{ ref('run') }}
),

months as (
    select * from {{ ref('int_kpi_months') }}
),

kpis as (
    select * from {{ ref('kpis') }}
),

measured as (
    {%- for topic in topics %}
    select * from {{ ref('int_kpi_' ~ topic) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- a month without a row of what the CRM counts is a zero; of its shares and means it has no case
empty_months as (
    select distinct
        kpi_id,
        cast(case when empty_month = 'zero' then 0 end as double) as amount,
        cast(case when empty_month = 'no_case' then 0 end as bigint) as cases
    from measured
    where empty_month <> 'unknown'
),

everything as (
    select
        measured.*,
        true as is_measured,
        months.is_partial
    from measured
    inner join months on measured.month = months.month
    union all
    select
        kpis.kpi_id, months.month, 'all', 'all',
        coalesce(empty_months.amount, empty_months.cases), empty_months.cases, empty_months.amount,
        null, null, empty_months.cases, false, null, empty_months.kpi_id is not null,
        months.is_partial
    from kpis
    cross join months
    left join empty_months on kpis.kpi_id = empty_months.kpi_id
    where not exists (
        select 1 from measured
        where
            measured.kpi_id = kpis.kpi_id
            and measured.month = months.month
            and measured.segment_name = 'all'
    )
),

-- the standing target of a KPI is the company's
targets as (
    select
        everything.*,
        {{ published('everything.value') }} as shown_value,
        kpis.unit,
        kpis.direction,
        kpis.needs,
        coalesce(
            targets.target, case when everything.segment_name = 'all' then kpis.target end
        ) as target
    from everything
    inner join kpis on everything.kpi_id = kpis.kpi_id
    left join {{ ref('int_kpi_targets') }} as targets
        on everything.kpi_id = targets.kpi_id
        and everything.month = targets.month
        and everything.segment_name = targets.segment_name
        and everything.segment_value = targets.segment_value
),

final as (
    select
        now.kpi_id,
        now.month,
        now.segment_name,
        now.segment_value,
        {{ published('now.numerator') }} as numerator,
        {{ published('now.denominator') }} as denominator,
        now.shown_value as value,
        -- a loss turns the bounds of the share it is computed from round
        {{ published('least(now.value_lower, now.value_upper)') }} as value_lower,
        {{ published('greatest(now.value_lower, now.value_upper)') }} as value_upper,
        previous.shown_value as previous_value,
        year_before.shown_value as previous_year_value,
        now.target,
        case
            when not now.is_measured then 'no_data'
            when now.is_pending then 'pending'
            when now.shown_value is null or now.sample < run.minimum_sample
                then 'not_enough_data'
            when now.target is null then 'no_target'
            when
                now.direction = 'up' and now.shown_value >= now.target
                -- a target of what is neither good nor bad is a cap
                or now.direction <> 'up' and now.shown_value <= now.target
                then 'on_target'
            -- a total of a month that still runs can only grow
            when now.is_partial and now.sample is null and now.direction = 'up' then 'pending'
            else 'off_target'
        end as status,
        now.unit,
        now.direction,
        cast(now.sample as bigint) as sample,
        case when not now.is_measured then now.needs end as missing_export
    from targets as now
    cross join run
    left join targets as previous
        on now.kpi_id = previous.kpi_id
        and now.segment_name = previous.segment_name
        and now.segment_value = previous.segment_value
        and previous.month = {{ dbt.dateadd('month', -1, 'now.month') }}
    left join targets as year_before
        on now.kpi_id = year_before.kpi_id
        and now.segment_name = year_before.segment_name
        and now.segment_value = year_before.segment_value
        and year_before.month = {{ dbt.dateadd('month', -12, 'now.month') }}
)

select * from final
