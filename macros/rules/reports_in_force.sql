{#- The raw rows of a topic that count: those of the report that speaks for their day or range. -#}
{% macro reports_in_force(topic) -%}
select report_rows.*, run.as_of_end_at
from {{ report_rows(topic) }}
inner join {{ ref('int_report_choices') }} as choices
    on report_rows.report_scope = choices.report_scope
    and report_rows._file = choices.file
    and report_rows.first_day = choices.first_day
    and report_rows.last_day = choices.last_day
    and choices.topic = '{{ topic }}'
    and choices.is_in_force
cross join {{ ref('run') }} as run
{%- endmacro %}
