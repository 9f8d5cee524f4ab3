{#-
  SQL that makes a table of a query in place of the one there is. Under a contract the columns are
  compared first, and the table has the types and constraints that its YAML declares.
-#}
{% macro replace_table(relation, query) %}
{%- set is_contracted = config.get("contract").enforced -%}
{%- if is_contracted -%}{{ get_assert_columns_equivalent(query) }}{%- endif -%}
{{ config.get("sql_header", "") }}
{%- if is_contracted %}
create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
insert into {{ relation }} {{ get_column_names() }} (
    {{ get_select_subquery(query) }}
)
{%- else %}
create or replace table {{ relation }} as (
    {{ query }}
)
{%- endif %}
{% endmacro %}
