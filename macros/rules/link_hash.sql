{#- Key of one combination of link columns; names_system as in link_system. -#}
{% macro link_hash(columns, alias=none, names_system=false) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {%- set parts = [link_system(alias, names_system)] -%}
    {%- for column in columns %}{% do parts.append("coalesce(" ~ prefix ~ column ~ ", '')") %}{% endfor -%}
    {{ fast_hash(parts) }}
{%- endmacro %}

{#-
  The system whose ids the link columns hold: the row's own. names_system: the row may name
  another one in its column link_system, such as a worklist that comes back.
-#}
{% macro link_system(alias=none, names_system=false) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {%- if names_system -%}
        coalesce({{ prefix }}link_system, {{ prefix }}source_system)
    {%- else -%}
        {{ prefix }}source_system
    {%- endif -%}
{%- endmacro %}
