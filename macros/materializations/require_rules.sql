{#-
  A query of how many rows break a table's rules (test `rules`), where the build leaves out those
  tests as steps of their own, else none: a step costs dbt more than the question
  (docs/decisions.md, "What a step costs"). The table stays as it is, so that its tests can say
  which rule is broken.
-#}
{% macro question_of_rules(relation) %}
{%- if not execute or env_var("SMARKETING_RULES", "as tests") != "with their table" -%}
    {{ return(none) }}
{%- endif -%}
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
{%- if not rules -%}{{ return(none) }}{%- endif -%}
{%- set conditions = conditions_of_rules(
    rules.get("filled", []), rules.get("accepted", {}), rules.get("holds", [])
) -%}
{%- set question -%}
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
    {%- endif %} as broken_rows
{%- endset -%}
{{ return(question) }}
{% endmacro %}

{#- Stops the build; the package knows the sentence (`breaks_its_rules`) and asks the tests. -#}
{% macro refuse_broken_rules(relation) %}
{%- do exceptions.raise_compiler_error(relation.identifier ~ " breaks its rules") -%}
{% endmacro %}

{#- For a view with rules, in a hook after the commit; a table is asked while it is made. -#}
{% macro require_rules(relation) %}
{%- set question = question_of_rules(relation) -%}
{%- if question is not none and run_query(question).rows[0][0] -%}
    {%- do refuse_broken_rules(relation) -%}
{%- endif -%}
{% endmacro %}
