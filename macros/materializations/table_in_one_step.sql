{#-
  dbt's materialization `table` on DuckDB, with the same promises in fewer statements: contract,
  hooks, indexes, grants and comments. A table is replaced where it stands, in one transaction,
  instead of being built beside and renamed twice; each of those statements costs dbt more time
  than it costs DuckDB, for every model (docs/decisions.md, "What a step costs").
-#}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
{%- set existing_relation = load_cached_relation(this) -%}
{%- set target_relation = this.incorporate(type="table") -%}

{#- One statement is a transaction by itself. -#}
{%- set is_one_statement = not (
    pre_hooks or post_hooks or config.get("contract").enforced or config.get("indexes")
    or config.get("grants") or config.persist_relation_docs() or config.persist_column_docs()
) -%}

{%- if pre_hooks %}{{ run_pre_hooks() }}{% endif -%}

{#- `create or replace table` refuses to replace a view. -#}
{%- if existing_relation is not none and not existing_relation.is_table -%}
    {%- do adapter.drop_relation(existing_relation) -%}
{%- endif -%}

{#- Not by a `statement` block, which writes a second copy of each model's SQL to the disk. The
    table's rules are asked in the same breath, and judged once it stands. -#}
{%- set query = replace_table(target_relation, sql) -%}
{%- set question = question_of_rules(target_relation) -%}
{%- if question is not none -%}{%- set query = query ~ ";\n" ~ question -%}{%- endif -%}
{%- set response, answer = adapter.execute(
    query, auto_begin=not is_one_statement, fetch=question is not none
) -%}
{%- do store_result("main", response) -%}

{%- if config.get("indexes") -%}{%- do create_indexes(target_relation) -%}{%- endif -%}
{%- if not is_one_statement %}{{ keep_promises(existing_relation, target_relation) }}{% endif -%}
{%- if question is not none and answer.rows[0][0] -%}
    {%- do refuse_broken_rules(target_relation) -%}
{%- endif -%}

{{ return({"relations": [target_relation]}) }}
{% endmaterialization %}
