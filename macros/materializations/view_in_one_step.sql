{#-
  dbt's materialization `view` on DuckDB, replaced where it stands as a table is: no view beside it
  that is renamed twice (docs/decisions.md, "What a step costs").
-#}
{% materialization view, adapter="duckdb" %}
{%- set existing_relation = load_cached_relation(this) -%}
{%- set target_relation = this.incorporate(type="view") -%}

{%- if pre_hooks %}{{ run_pre_hooks() }}{% endif -%}

{#- `create or replace view` refuses to replace a table. -#}
{%- if existing_relation is not none and existing_relation.is_table -%}
    {%- do adapter.drop_relation(existing_relation) -%}
{%- endif -%}

{%- if config.get("contract").enforced -%}{%- do require_columns_of_contract(sql) -%}{%- endif -%}
{%- set query -%}
{{ config.get("sql_header", "") }}
create or replace view {{ target_relation }} as (
    {{ sql }}
)
{%- endset -%}
{%- set response, _ = adapter.execute(query, auto_begin=True) -%}
{%- do store_result("main", response) -%}

{{ keep_promises(existing_relation, target_relation) }}

{{ return({"relations": [target_relation]}) }}
{% endmaterialization %}
