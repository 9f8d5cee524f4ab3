{#-
  What holds in every row of a table, asked in one query: each row returned breaks one rule, names
  it and shows its values. Rules of one table stand together because a test costs dbt more than
  most of these questions cost the engine (docs/decisions.md, "What a step costs").

  key: columns that identify a row; no two rows share them all.
  filled: columns that are never empty.
  accepted: words by column; an empty cell is accepted.
  holds: sentences about a row. A comparison with nothing (an empty rate, say) says nothing and
  passes; where a value must exist, name it under `filled` or say `… is not null`.
-#}
{% test rules(model, key=[], filled=[], accepted={}, holds=[]) %}
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
{%- if key %}
select
    'no two rows have the same {{ key | join(", ") }}' as rule, {{ row_as_json('duplicates') }}
        as failing_row
from (
    select {{ key | join(", ") }}, count(*) as row_count
    from {{ model }}
    group by {{ key | join(", ") }}
    having count(*) > 1
) as duplicates
{%- endif -%}
{%- for rule, condition in broken_by %}
{% if key or not loop.first %}union all
{% endif -%}
select {{ dbt.string_literal(dbt.escape_single_quotes(rule)) }} as rule,
    {{ row_as_json('checked') }} as failing_row
from {{ model }} as checked
where {{ condition }}
{%- endfor %}
{% endtest %}
