-- Of the files of one report that cover a day, or a range, which one is it taken from?
-- From the one that speaks first, whole: what it no longer lists is gone.
with

files as (
    select * from {{ ref('int_report_files') }}
),

known as (
    select
        periods.topic,
        periods.entity,
        periods.report_scope,
        periods.file,
        periods.is_total,
        periods.first_day,
        periods.last_day,
        periods.row_count,
        periods.amount,
        files.report,
        files.split_count,
        files.has_origin,
        files.has_channel_word,
        files.is_later_than_as_of,
        cast(files.exported_at as date) as exported_date,
        files.file_rank
    from {{ ref('int_report_periods') }} as periods
    inner join files
        on periods.topic = files.topic
        and periods.report_scope = files.report_scope
        and periods.file = files.file
        and periods.is_total = files.is_total
    inner join {{ ref('run') }} as run
        on periods.first_day <= run.as_of
),

replaced as (
    select
        known.topic,
        known.report_scope,
        known.file,
        known.first_day,
        known.last_day,
        min_by(others.file, others.file_rank) as kept_file,
        min_by(others.exported_at, others.file_rank) as kept_exported_at
    from known
    inner join {{ ref('int_report_kin') }} as kin
        on known.topic = kin.topic
        and known.report_scope = kin.report_scope
        and known.file = kin.file
    inner join files as others
        on kin.topic = others.topic
        and kin.report_scope = others.report_scope
        and kin.other_file = others.file
        and known.is_total = others.is_total
    where
        others.file_rank < known.file_rank
        and others.first_day <= known.first_day
        and others.last_day >= known.last_day
    group by 1, 2, 3, 4, 5
),

final as (
    select
        known.*,
        replaced.kept_file,
        cast(replaced.kept_exported_at as date) as kept_exported_date
    from known
    left join replaced
        on known.topic = replaced.topic
        and known.report_scope = replaced.report_scope
        and known.file = replaced.file
        and known.first_day = replaced.first_day
        and known.last_day = replaced.last_day
)

select * from final
