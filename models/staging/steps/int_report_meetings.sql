-- Where does a total over several days meet other totals, or days, that may tell the same figure?
-- Those of other reports of the account, of its own report in files that are kin, and the days (but
-- no totals, which are parts) of its own file.
with

grains as (
    select * from {{ ref('int_report_grains') }}
    where report_rank = 1 and kept_file is null
),

kin as (
    select * from {{ ref('int_report_kin') }}
),

-- what a total tells ends on the day of its export
speaking as (
    select
        exports.topic,
        exports.report_scope,
        exports.file,
        exports.is_total,
        exports.first_day,
        exports.last_day,
        greatest(exports.first_day, least(exports.last_day, exports.exported_date)) as told_until,
        exports.report,
        exports.amount,
        exports.file_rank
    from {{ ref('int_report_exports') }} as exports
    inner join grains
        on exports.topic = grains.topic
        and exports.report_scope = grains.report_scope
        and exports.is_total = grains.is_total
        and exports.first_day = grains.first_day
        and exports.last_day = grains.last_day
        and exports.report = grains.report
    where exports.kept_file is null
),

final as (
    select
        totals.*,
        others.file as other_file,
        others.is_total as other_is_total,
        others.first_day as other_first_day,
        others.told_until as other_told_until,
        others.amount as other_amount,
        others.report as other_report,
        others.file_rank as other_rank
    from speaking as totals
    inner join speaking as others
        on totals.topic = others.topic
        and totals.report_scope = others.report_scope
        and totals.first_day <= others.told_until
        and totals.told_until >= others.first_day
        and not (totals.first_day = others.first_day and totals.last_day = others.last_day)
    left join kin
        on totals.topic = kin.topic
        and totals.report_scope = kin.report_scope
        and totals.file = kin.file
        and others.file = kin.other_file
    where
        totals.is_total
        and case
            when totals.file = others.file then not others.is_total
            else totals.report <> others.report or kin.file is not null
        end
)

select * from final
