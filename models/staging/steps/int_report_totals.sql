-- Does each total over several days speak, or do other totals, or its days?
-- Of totals that overlap, the one that contains the other, else the first to speak. A total gives
-- way to its days where they lack nothing of it: they cover it or reach its sum, and days of
-- another report fall short of it by no more than report_difference_share.
{%- set total_key = 'topic, report_scope, first_day, last_day' %}

with

meetings as (
    select * from {{ ref('int_report_meetings') }}
),

files as (
    select * from {{ ref('int_report_files') }}
    where not is_total
),

overlapped as (
    select
        {{ total_key }},
        file,
        min_by(other_file, other_rank) as kept_file,
        -- a part may well be less than the whole
        min_by(
            case
                when
                    not (other_first_day <= first_day and other_told_until >= told_until)
                    then other_amount
            end,
            other_rank
        ) as kept_amount
    from meetings
    where
        other_is_total
        and case
            when other_first_day <= first_day and other_told_until >= told_until
                then
                    other_first_day < first_day
                    or other_told_until > told_until
                    or other_rank < file_rank
            when first_day <= other_first_day and told_until >= other_told_until then false
            else other_rank < file_rank
        end
    group by {{ total_key }}, file
),

totals as (
    select {{ total_key }}, max(told_until) as told_until, sum(amount) as amount
    from (select distinct {{ total_key }}, told_until, file, amount from meetings) as told
    group by {{ total_key }}
),

days as (
    select distinct
        {{ total_key }},
        report,
        other_first_day as day,
        other_file,
        other_amount,
        other_report,
        other_rank
    from meetings
    where not other_is_total
),

day_sums as (
    select
        {{ total_key }},
        sum(other_amount) as amount,
        min_by(other_file, other_rank) as main_file,
        bool_or(other_report = report) as is_same_report
    from days
    group by {{ total_key }}
),

days_of_totals as (
    select {{ total_key }}, number
    from totals
    cross join lateral ({{ number_rows('0', days_between('first_day', 'told_until')) }}) as numbers
),

covered as (
    select
        days_of_totals.topic,
        days_of_totals.report_scope,
        days_of_totals.first_day,
        days_of_totals.last_day,
        count(distinct days_of_totals.number) as days
    from days_of_totals
    inner join days
        on days_of_totals.topic = days.topic
        and days_of_totals.report_scope = days.report_scope
        and days_of_totals.first_day = days.first_day
        and days_of_totals.last_day = days.last_day
    inner join files
        on days.topic = files.topic
        and days.report_scope = files.report_scope
        and days.other_file = files.file
        and {{ dbt.dateadd('day', 'days_of_totals.number', 'days_of_totals.first_day') }}
        between files.first_day and files.last_day
    group by 1, 2, 3, 4
),

told_by_days as (
    select totals.*, day_sums.main_file as kept_file, day_sums.amount as kept_amount
    from totals
    inner join day_sums using ({{ total_key }})
    inner join covered using ({{ total_key }})
    where
        day_sums.amount >= totals.amount
        or (
            covered.days > {{ days_between('totals.first_day', 'totals.told_until') }}
            and (
                day_sums.is_same_report
                or day_sums.amount >= totals.amount * (1 - {{ var('report_difference_share') }})
            )
        )
),

final as (
    select distinct
        meetings.topic,
        meetings.report_scope,
        meetings.file,
        meetings.first_day,
        meetings.last_day,
        meetings.told_until,
        totals.amount,
        case
            when covered.days > {{ days_between('meetings.first_day', 'meetings.told_until') }}
                then day_sums.amount
        end as days_amount,
        coalesce(overlapped.kept_file, told_by_days.kept_file) as kept_file,
        coalesce(overlapped.kept_amount, told_by_days.kept_amount) as kept_amount,
        case
            when overlapped.kept_file is not null then 'overlapping_total'
            when told_by_days.kept_file is not null then 'total_of_days'
        end as reason
    from meetings
    inner join totals using ({{ total_key }})
    left join day_sums using ({{ total_key }})
    left join covered using ({{ total_key }})
    left join overlapped using ({{ total_key }}, file)
    left join told_by_days using ({{ total_key }})
)

select * from final
