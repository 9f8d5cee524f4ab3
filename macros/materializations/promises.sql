{#-
  What dbt promises around a relation, table or view. What a model does not have is not asked for:
  each call of a macro copies all names that a model knows.
-#}
{% macro run_pre_hooks() %}
{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}
{% endmacro %}

{#- Runs the hooks behind a relation, grants and describes it, and ends the transaction. -#}
{% macro keep_promises(existing_relation, target_relation) %}
{%- if post_hooks %}{{ run_hooks(post_hooks, inside_transaction=True) }}{% endif -%}
{%- if config.get("grants") -%}
    {%- do apply_grants(
        target_relation, config.get("grants"), should_revoke(existing_relation, True)
    ) -%}
{%- endif -%}
{%- if config.persist_relation_docs() or config.persist_column_docs() -%}
    {%- do persist_docs(target_relation, model) -%}
{%- endif -%}
{{ adapter.commit() }}
{%- if post_hooks %}{{ run_hooks(post_hooks, inside_transaction=False) }}{% endif -%}
{% endmacro %}
