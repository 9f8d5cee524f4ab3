-- Of the reports that tell the same day, or the same range, which one speaks?
-- Visits: one that says where they come from. Then the complete one, that with the highest sum (a
-- finer report lacks what is not served at its grain); of equals the finer, which knows more.
{%- set topics = report_topics() %}
{%- set with_origin = [] %}
{%- for topic, rule in topics.items() if rule.prefers_origin %}
    {%- do with_origin.append(topic) %}
{%- endfor %}
{%- set prefers_origin = "(exports.topic in ('" ~ with_origin | join("', '") ~ "'))" %}

with

exports as (
    select * from {{ ref('int_report_exports') }}
    where kept_file is null
),

reports as (
    select
        exports.topic,
        exports.report_scope,
        exports.is_total,
        exports.first_day,
        exports.last_day,
        exports.report,
        exports.split_count,
        {{ prefers_origin }} and exports.has_origin as has_origin,
        {{ prefers_origin }} and exports.has_channel_word as has_channel_word,
        bool_and(exports.is_later_than_as_of) as is_later_than_as_of,
        min_by(exports.file, exports.file_rank) as main_file,
        sum(exports.amount) as amount
    from exports
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

-- a day whose visits have no origin, inside a total that has one
hidden_days as (
    select
        reports.topic,
        reports.report_scope,
        reports.first_day,
        reports.report,
        min(totals.main_file) as kept_file
    from reports
    inner join reports as totals
        on reports.topic = totals.topic
        and reports.report_scope = totals.report_scope
        and reports.first_day between totals.first_day and totals.last_day
    where totals.is_total and totals.has_origin and not reports.is_total and not reports.has_origin
    group by 1, 2, 3, 4
),

compared as (
    select
        reports.*,
        hidden_days.kept_file,
        max(reports.amount) over (
            partition by
                reports.topic, reports.report_scope, reports.is_total, reports.first_day,
                reports.last_day, reports.is_later_than_as_of, reports.has_origin
        ) as highest_amount
    from reports
    left join hidden_days
        on reports.topic = hidden_days.topic
        and reports.report_scope = hidden_days.report_scope
        and reports.first_day = hidden_days.first_day
        and reports.report = hidden_days.report
        and not reports.is_total
),

final as (
    select
        *,
        row_number() over (
            partition by topic, report_scope, is_total, first_day, last_day
            order by
                case when kept_file is null then 0 else 1 end,
                is_later_than_as_of,
                has_origin desc,
                amount >= highest_amount * (1 - {{ var('report_difference_share') }}) desc,
                has_channel_word desc,
                amount desc,
                split_count desc,
                report
        ) as report_rank
    from compared
)

select * from final
