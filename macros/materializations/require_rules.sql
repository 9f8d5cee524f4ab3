{#-
  Asks a table its rules (test `rules`) as soon as it is built, where the build leaves out those
  tests as steps of their own: a step costs dbt more than the question (docs/decisions.md, "What a
  step costs"). The table stays as it is, so that its tests can say which rule is broken. A view
  with rules calls this in a hook after the commit.
-#}
{% macro require_rules(relation) %}
{%- if execute and env_var("SMARKETING_RULES", "as tests") == "with their table" -%}
    {#- looked up once for all tables: a walk through all nodes for each costs a third of a second -#}
    {%- if "rules_of_tables" not in graph -%}
        {%- set found = {} -%}
        {%- for test in graph.nodes.values()
            if test.resource_type == "test" and test.get("test_metadata", {}).name == "rules" -%}
            {%- do found.update({test.attached_node: test.test_metadata.kwargs}) -%}
        {%- endfor -%}
        {%- do graph.update({"rules_of_tables": found}) -%}
    {%- endif -%}
    {%- set rules = graph.rules_of_tables.get(model.unique_id) -%}
    {%- if rules -%}
        {%- set conditions = conditions_of_rules(
            rules.get("filled", []), rules.get("accepted", {}), rules.get("holds", [])
        ) -%}
        {%- call statement("rules", fetch_result=True) -%}
            select
                (
                    select count(*) from {{ relation }}
                    where false{% for _, condition in conditions %} or ({{ condition }}){% endfor %}
                )
                {%- if rules.get("key") %}
                + (
                    select count(*) from (
                        select 1 from {{ relation }}
                        group by {{ rules.key | join(", ") }}
                        having count(*) > 1
                    ) as duplicates
                )
                {%- endif %}
        {%- endcall -%}
        {%- if load_result("rules").data[0][0] -%}
            {%- do exceptions.raise_compiler_error(relation.identifier ~ " breaks its rules") -%}
        {%- endif -%}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
