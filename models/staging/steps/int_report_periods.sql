-- How much does each file say about each day, or each range of days, of an account?
-- Also what it splits that figure by: has_<dimension>.
{%- set topics = report_topics() %}
{%- set dimensions = report_dimensions() %}

with

{% for topic, rule in topics.items() -%}
{{ topic }} as (
    select
        '{{ topic }}' as topic,
        '{{ rule.entity }}' as entity,
        report_scope,
        _file as file,
        first_day,
        last_day,
        last_day > first_day as is_total,
        min(_exported_at) as exported_at,
        count(*) as row_count,
        sum(cast({{ rule.amount }} as decimal(18, 2))) as amount
        {%- for dimension in dimensions %},
        {% if dimension in rule.splits -%}
        max(cast({{ rule.splits[dimension] }} is not null as int))
        {%- else -%}
        0
        {%- endif %} as has_{{ dimension }}
        {%- endfor %}
    from {{ report_rows(topic) | indent(4) }}
    group by 1, 2, 3, 4, 5, 6, 7
),

{% endfor -%}
final as (
    {%- for topic in topics %}
    select * from {{ topic }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
