-- Does what a file says about a day, or a range of days, count? If not: why, and what does?
-- set_aside_amount and kept_amount are what the two reports say about the same days.
{%- set day_key = 'topic, report_scope, is_total, first_day, last_day' %}

with

exports as (
    select * from {{ ref('int_report_exports') }}
),

grains as (
    select * from {{ ref('int_report_grains') }}
),

totals as (
    select *, true as is_total from {{ ref('int_report_totals') }}
),

-- by export: the file that speaks for the same report
replaced as (
    select
        {{ day_key }}, exports.file, exports.kept_file,
        case
            when exports.exported_date = exports.kept_exported_date then 'repeated_export'
            when exports.is_later_than_as_of then 'earlier_export'
            else 'newer_export'
        end as reason,
        exports.amount as set_aside_amount,
        case when is_total then kept.amount else coalesce(kept.amount, 0) end as kept_amount
    from exports
    left join (select {{ day_key }}, file as kept_file, amount from exports) as kept
        using ({{ day_key }}, kept_file)
    where exports.kept_file is not null
),

-- by report: the one that speaks for the same day or range
outspoken as (
    select
        {{ day_key }}, exports.file, coalesce(grains.kept_file, spoken.main_file) as kept_file,
        case
            when
                grains.kept_file is not null or (spoken.has_origin and not grains.has_origin)
                then 'no_origin'
            when grains.is_later_than_as_of and not spoken.is_later_than_as_of then 'earlier_export'
            when grains.amount < spoken.amount then 'incomplete_report'
            else 'equal_report'
        end as reason,
        grains.amount as set_aside_amount,
        case when grains.kept_file is null then spoken.amount end as kept_amount
    from exports
    inner join grains using ({{ day_key }}, report)
    left join (select * from grains where report_rank = 1) as spoken using ({{ day_key }})
    where exports.kept_file is null and (grains.report_rank > 1 or grains.kept_file is not null)
),

contained as (
    select {{ day_key }}, file, kept_file, reason, amount as set_aside_amount, kept_amount
    from totals
    where reason is not null
),

-- days inside a total that they don't tell in full
days_in_totals as (
    select
        meetings.topic,
        meetings.report_scope,
        false as is_total,
        meetings.other_first_day as first_day,
        meetings.other_first_day as last_day,
        meetings.other_file as file,
        min(meetings.file) as kept_file,
        'days_of_total' as reason,
        min_by(totals.days_amount, meetings.file) as set_aside_amount,
        min_by(totals.amount, meetings.file) as kept_amount
    from {{ ref('int_report_meetings') }} as meetings
    inner join totals using (topic, report_scope, file, first_day, last_day)
    where not meetings.other_is_total and totals.reason is null
    group by 1, 2, 3, 4, 5, 6, 8
),

set_aside as (
    select * from replaced
    union all
    select * from outspoken
    union all
    select * from contained
    union all
    select * from days_in_totals
),

final as (
    select
        exports.topic,
        exports.entity,
        exports.report_scope,
        exports.file,
        exports.first_day,
        exports.last_day,
        exports.row_count,
        exports.is_later_than_as_of,
        set_aside.reason is null as is_in_force,
        set_aside.reason,
        set_aside.kept_file,
        set_aside.set_aside_amount,
        set_aside.kept_amount
    from exports
    left join set_aside using ({{ day_key }}, file)
)

select * from final
