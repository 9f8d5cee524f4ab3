{#-
  SQL that makes a table of a query in place of the one there is. Under a contract the columns are
  compared first, and the table has the types and constraints that its YAML declares.
-#}
{% macro replace_table(relation, query) %}
{%- set is_contracted = config.get("contract").enforced -%}
{%- if is_contracted -%}{%- do require_columns_of_contract(query) -%}{%- endif -%}
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

{#-
  Stops the build where a query's columns are not those of its model's contract. Names and types
  are compared as they are written; only where they differ is dbt asked, which knows two spellings
  of a type and the sentence for two types, and takes seventy macro calls for a table of thirty
  columns.
-#}
{% macro require_columns_of_contract(query) %}
{%- set given = {} -%}
{%- for column in get_column_schema_from_query(query, config.get("sql_header")) -%}
    {%- do given.update({column.name | lower: column.dtype | lower}) -%}
{%- endfor -%}
{%- set agreed = {} -%}
{%- for column in model.columns.values() -%}
    {#- dbt made `text` of the contract's `string` -#}
    {%- set data_type = column.data_type | lower -%}
    {%- do agreed.update({column.name | lower: "varchar" if data_type == "text" else data_type}) -%}
{%- endfor -%}
{%- if given != agreed -%}{{ get_assert_columns_equivalent(query) }}{%- endif -%}
{% endmacro %}
