{#-
  dbt's materialization `table` on DuckDB, with the same promises in fewer statements: contract,
  hooks, indexes, grants and comments. A table is replaced where it stands, in one transaction,
  instead of being built beside and renamed twice; each of those statements costs dbt more time
  than it costs DuckDB, for every model (docs/decisions.md, "What a step costs").
-#}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
{%- set existing_relation = load_cached_relation(this) -%}
{%- set target_relation = this.incorporate(type="table") -%}

{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}

{#- `create or replace table` refuses to replace a view. -#}
{%- if existing_relation is not none and not existing_relation.is_table -%}
    {%- do adapter.drop_relation(existing_relation) -%}
{%- endif -%}

{#- Not by a `statement` block, which writes a second copy of each model's SQL to the disk. The
    table's rules are asked in the same breath, and judged once it stands. -#}
{%- set query = replace_table(target_relation, sql) -%}
{%- set question = question_of_rules(target_relation) -%}
{%- if question is not none -%}{%- set query = query ~ ";\n" ~ question -%}{%- endif -%}
{%- set response, answer = adapter.execute(query, auto_begin=True, fetch=question is not none) -%}
{%- do store_result("main", response) -%}

{%- do create_indexes(target_relation) -%}
{{ run_hooks(post_hooks, inside_transaction=True) }}

{%- set grant_config = config.get("grants") -%}
{%- do apply_grants(target_relation, grant_config, should_revoke(existing_relation, True)) -%}
{%- do persist_docs(target_relation, model) -%}

{{ adapter.commit() }}

{{ run_hooks(post_hooks, inside_transaction=False) }}
{%- if question is not none -%}{%- do refuse_broken_rules(target_relation, answer) -%}{%- endif -%}

{{ return({"relations": [target_relation]}) }}
{% endmaterialization %}
