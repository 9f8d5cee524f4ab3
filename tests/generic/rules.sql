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
{{ broken_rules(model, key, filled, accepted, holds) }}
{% endtest %}
