{#- What breaks each rule of a table's row: (the rule in words, a condition). -#}
{% macro conditions_of_rules(filled=[], accepted={}, holds=[]) %}
{%- set broken_by = [] -%}
{%- for column in filled -%}
    {%- do broken_by.append((column ~ " is filled", column ~ " is null")) -%}
{%- endfor -%}
{%- for column, words in accepted.items() -%}
    {%- do broken_by.append((
        column ~ " is one of " ~ words | join(", "),
        column ~ " not in ('" ~ words | join("', '") ~ "')"
    )) -%}
{%- endfor -%}
{%- for sentence in holds -%}
    {%- do broken_by.append((sentence, "not coalesce(" ~ sentence ~ ", true)")) -%}
{%- endfor -%}
{{ return(broken_by) }}
{% endmacro %}

{#-
  Each row that breaks a rule of its table, with the rule and the row's values; the arguments are
  those of the test `rules` (tests/generic/rules.sql).
-#}
{% macro broken_rules(relation, key=[], filled=[], accepted={}, holds=[]) %}
{%- set broken_by = conditions_of_rules(filled, accepted, holds) -%}
{%- if key %}
select
    'no two rows have the same {{ key | join(", ") }}' as rule, {{ row_as_json('duplicates') }}
        as failing_row
from (
    select {{ key | join(", ") }}, count(*) as row_count
    from {{ relation }}
    group by {{ key | join(", ") }}
    having count(*) > 1
) as duplicates
{%- endif -%}
{%- for rule, condition in broken_by %}
{% if key or not loop.first %}union all
{% endif -%}
select {{ dbt.string_literal(dbt.escape_single_quotes(rule)) }} as rule,
    {{ row_as_json('checked') }} as failing_row
from {{ relation }} as checked
where {{ condition }}
{%- endfor %}
{% endmacro %}
