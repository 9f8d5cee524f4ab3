-- Which report is each file, which days does it cover, and which file speaks before which?
-- A report is the set of dimensions a file fills, by day or in totals. A file covers the days from
-- its first to its last row, and those its heading names, up to the day of its export.
{%- set topics = report_topics() %}
{%- set dimensions = report_dimensions() %}
{%- set needed = [] %}
{%- for topic, rule in topics.items() if rule.needs %}
    {%- do needed.append("(filled.topic = '" ~ topic ~ "' and has_" ~ rule.needs ~ " = 0)") %}
{%- endfor %}

with

periods as (
    select * from {{ ref('int_report_periods') }}
),

run as (
    select * from {{ ref('run') }}
),

covers as (
    select file, entity, min(covers_from) as covers_from, max(covers_to) as covers_to
    from {{ source('raw', '_files') }}
    group by 1, 2
),

whole_files as (
    select
        topic,
        entity,
        file,
        is_total,
        min(first_day) as first_day,
        max(last_day) as last_day,
        min(exported_at) as exported_at
    from periods
    group by 1, 2, 3, 4
),

-- an undated file is as old as its newest day
days_of_files as (
    select
        whole_files.topic,
        whole_files.file,
        whole_files.is_total,
        least(whole_files.first_day, coalesce(covers.covers_from, whole_files.first_day))
            as first_day,
        greatest(
            whole_files.last_day,
            coalesce(
                least(covers.covers_to, cast(whole_files.exported_at as date)), whole_files.last_day
            )
        ) as last_day,
        coalesce(whole_files.exported_at, cast(whole_files.last_day as timestamp)) as exported_at,
        case
            when whole_files.exported_at is null then whole_files.last_day > run.as_of
            else {{ is_exported_later('whole_files.exported_at') }}
        end as is_later_than_as_of
    from whole_files
    cross join run
    left join covers on whole_files.entity = covers.entity and whole_files.file = covers.file
),

filled as (
    select
        topic,
        report_scope,
        file,
        sum(amount) as amount
        {%- for dimension in dimensions %},
        max(has_{{ dimension }}) as has_{{ dimension }}
        {%- endfor %}
    from periods
    group by 1, 2, 3
),

named as (
    select
        filled.topic,
        filled.report_scope,
        filled.file,
        days_of_files.is_total,
        days_of_files.first_day,
        days_of_files.last_day,
        days_of_files.exported_at,
        filled.amount,
        concat_ws(
            ' × ' {%- for dimension in dimensions %},
            case when has_{{ dimension }} = 1 then '{{ dimension }}' end
            {%- endfor %}
        ) as report,
        {% for dimension in dimensions -%}
        has_{{ dimension }}{% if not loop.last %} + {% endif %}
        {%- endfor %} as split_count,
        has_channel = 1 as has_channel_word,
        greatest(has_channel, has_source, has_medium, has_campaign, has_first_user) = 1
            as has_origin,
        days_of_files.is_later_than_as_of
    from filled
    inner join days_of_files
        on filled.topic = days_of_files.topic and filled.file = days_of_files.file
    {%- if needed %}
    where not ({{ needed | join(' or ') }})
    {%- endif %}
),

-- The newest export known at as_of comes first; where all are of later, the oldest. Files of one
-- date: the one that reaches further, the browser's repeated download (`name (1).csv`), the fuller
-- one.
final as (
    select
        topic,
        report_scope,
        file,
        is_total,
        first_day,
        last_day,
        exported_at,
        report,
        split_count,
        has_origin,
        has_channel_word,
        is_later_than_as_of,
        row_number() over (
            partition by topic, report_scope
            order by
                is_later_than_as_of,
                case when not is_later_than_as_of then exported_at end desc nulls last,
                exported_at,
                last_day desc,
                case when file like '% (%).%' then length(file) else 0 end desc,
                amount desc,
                file desc,
                is_total
        ) as file_rank
    from named
)

select * from final
