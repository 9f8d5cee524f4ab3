{#-
  Asks a table its rules (test `rules`) as soon as it is built, where the build leaves out those
  tests as steps of their own: a step costs dbt more than the question (docs/decisions.md, "What a
  step costs"). The table stays as it is, so that its tests can say which rule is broken. A view
  with rules calls this in a hook after the commit.
-#}
{% macro require_rules(relation) %}
{%- if execute and env_var("SMARKETING_RULES", "as tests") == "with their table" -%}
    {%- for test in graph.nodes.values() | selectattr("attached_node", "equalto", model.unique_id)
        if test.test_metadata.name == "rules" -%}
        {%- set rules = test.test_metadata.kwargs -%}
        {%- call statement("rules", fetch_result=True) -%}
            select count(*) from (
                {{ broken_rules(
                    relation, rules.get("key", []), rules.get("filled", []),
                    rules.get("accepted", {}), rules.get("holds", [])
                ) }}
            ) as broken
        {%- endcall -%}
        {%- if load_result("rules").data[0][0] -%}
            {%- do exceptions.raise_compiler_error(relation.identifier ~ " breaks its rules") -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
