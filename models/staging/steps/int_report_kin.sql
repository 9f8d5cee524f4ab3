-- Which two files of one report are about the same thing, so that one may replace the other?
-- Those that share a label or an id, or the figure of a day; of two whose every row has an id,
-- those that share one. Two that share nothing are parts (two accounts that no column names, say):
-- they add up.
{%- set topics = report_topics() %}

with

files as (
    select * from {{ ref('int_report_files') }}
),

files_by_id as (
    {%- for topic, rule in topics.items() if rule.id_label %}
    select '{{ topic }}' as topic, report_scope, _file as file
    from {{ report_rows(topic) | indent(4) }}
    group by 1, 2, 3
    having bool_and({{ rule.id_label | join(' is not null or ') }} is not null)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

pairs as (
    select distinct
        files.topic,
        files.report_scope,
        files.file,
        others.file as other_file,
        by_id.file is not null and others_by_id.file is not null as is_by_id
    from files
    inner join files as others
        on files.topic = others.topic
        and files.report_scope = others.report_scope
        and files.report = others.report
        and files.file <> others.file
        and files.first_day <= others.last_day
        and files.last_day >= others.first_day
    left join files_by_id as by_id
        on files.topic = by_id.topic
        and files.report_scope = by_id.report_scope
        and files.file = by_id.file
    left join files_by_id as others_by_id
        on others.topic = others_by_id.topic
        and others.report_scope = others_by_id.report_scope
        and others.file = others_by_id.file
),

labels as (
    {%- for topic, rule in topics.items() %}
    select distinct
        '{{ topic }}' as topic,
        report_scope,
        _file as file,
        false as is_id,
        {{ fast_hash(["'word'"] + rule.label) }} as label_hash
    from {{ report_rows(topic) | indent(4) }}
    {%- if rule.id_label %}
    union all
    select distinct
        '{{ topic }}' as topic,
        report_scope,
        _file as file,
        true as is_id,
        {{ fast_hash(["'id'"] + rule.id_label) }} as label_hash
    from {{ report_rows(topic) | indent(4) }}
    where {{ rule.id_label | join(' is not null or ') }} is not null
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- Files with many labels are compared by the smallest hashes, which they share if they share most.
compared_labels as (
    select * from labels
    qualify row_number() over (partition by topic, report_scope, file, is_id order by label_hash)
        <= {{ var("report_labels_compared") }}
),

sharing_labels as (
    select distinct pairs.topic, pairs.report_scope, pairs.file, pairs.other_file
    from pairs
    inner join compared_labels as labels
        on pairs.topic = labels.topic
        and pairs.report_scope = labels.report_scope
        and pairs.file = labels.file
    inner join compared_labels as others
        on labels.topic = others.topic
        and labels.report_scope = others.report_scope
        and labels.label_hash = others.label_hash
        and pairs.other_file = others.file
    where labels.is_id or not pairs.is_by_id
),

sharing_figures as (
    select distinct pairs.topic, pairs.report_scope, pairs.file, pairs.other_file
    from pairs
    inner join {{ ref('int_report_periods') }} as periods
        on pairs.topic = periods.topic
        and pairs.report_scope = periods.report_scope
        and pairs.file = periods.file
    inner join {{ ref('int_report_periods') }} as others
        on periods.topic = others.topic
        and periods.report_scope = others.report_scope
        and periods.first_day = others.first_day
        and periods.last_day = others.last_day
        and periods.amount = others.amount
        and pairs.other_file = others.file
    where periods.amount > 0 and not pairs.is_by_id
),

final as (
    select * from sharing_labels
    union
    select * from sharing_figures
)

select * from final
