-- Which share of the open leads and deals is recorded as agreed, month by month? The one number of
-- data quality for leadership. Open and next steps are those of the month's last day (the newest
-- month's: of as_of); fields, words and links are judged as known now, for exports don't keep what
-- they were.
with

run as (
    select * from {{ ref('run') }}
),

months as (
    select periods.period as month, periods.state_date, periods.as_of
    from {{ ref('int_followup_periods') }} as periods
    where
        periods.period_kind = 'month'
        and periods.period > {{ dbt.dateadd(
            'month', -1 * var('quality_months'), 'periods.as_of'
        ) }}
),

checks as (
    select * from {{ ref('int_record_checks') }}
),

lead_periods as (
    select * from {{ ref('int_open_periods') }}
),

steps as (
    select * from {{ ref('int_next_steps') }}
),

-- a record names its next step of today only: of days before only tasks are known
are_steps_known as (
    select
        coalesce(bool_or(not is_of_record and agreed_at is not null), false)
        and not coalesce(bool_or(is_of_record), false) as are_all_dated
    from steps
),

next_steps as (
    select distinct months.month, steps.lead_key
    from months
    inner join steps
        on steps.due_date >= months.state_date
        and coalesce(
            {{ local_date('steps.agreed_at') }} <= months.state_date,
            months.state_date = months.as_of
        )
        and (
            (steps.is_open and steps.done_at is null)
            or {{ local_date('steps.done_at') }} > months.state_date
        )
),

open_records as (
    select distinct
        months.month, checks.record_key, checks.lead_key,
        months.state_date = months.as_of as is_of_today
    from months
    inner join lead_periods
        on lead_periods.from_date <= months.state_date
        and lead_periods.to_date > months.state_date
    inner join checks on lead_periods.lead_key = checks.record_key
    union all
    select
        months.month, checks.record_key, checks.lead_key, months.state_date = months.as_of
    from months
    inner join checks
        on checks.record_type = 'opportunity'
        and checks.created_date <= months.state_date
        and coalesce(checks.closed_date > months.state_date, true)
),

judged as (
    select
        open_records.month,
        checks.source_system,
        checks.empty_fields is null as is_filled,
        checks.unmapped_fields is null as is_mapped,
        checks.is_linked,
        next_steps.lead_key is not null
        -- a deal's next step in words is of today
        or (checks.has_written_step and open_records.is_of_today) as has_next_step
    from open_records
    inner join checks on open_records.record_key = checks.record_key
    left join next_steps
        on open_records.month = next_steps.month and open_records.lead_key = next_steps.lead_key
),

counts as (
    select
        month,
        case when grouping(source_system) = 1 then 'all' else source_system end as source_system,
        count(*) as records,
        count(case when is_filled then 1 end) as filled,
        count(case when is_mapped then 1 end) as mapped,
        count(case when is_linked then 1 end) as linked,
        count(case when has_next_step then 1 end) as with_next_step,
        count(case when is_filled and is_mapped and is_linked then 1 end) as complete,
        count(case when is_filled and is_mapped and is_linked and has_next_step then 1 end)
            as as_agreed
    from judged
    group by grouping sets ((month), (month, source_system))
),

known as (
    select
        counts.*,
        are_steps_known.are_all_dated or counts.month = {{ month_start('run.as_of') }}
            as are_steps_known
    from counts
    cross join are_steps_known
    cross join run
),

final as (
    select
        month,
        source_system,
        {%- for count in ['records', 'filled', 'mapped', 'linked', 'complete'] %}
        cast({{ count }} as bigint) as {{ count }},
        {%- endfor %}
        {{ rate('complete', 'records') }} as complete_share,
        {%- for count in ['with_next_step', 'as_agreed'] %}
        cast(case when are_steps_known then {{ count }} end as bigint) as {{ count }},
        {%- endfor %}
        case when are_steps_known then {{ rate('as_agreed', 'records') }} end as score,
        case when are_steps_known then {{ wilson_lower('as_agreed', 'records') }} end
            as score_lower,
        case when are_steps_known then {{ wilson_upper('as_agreed', 'records') }} end
            as score_upper
    from known
)

select * from final
