{#- Key of one combination of link columns. -#}
{% macro link_hash(columns, alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {%- set parts = [prefix ~ 'source_system'] -%}
    {%- for column in columns %}{% do parts.append("coalesce(" ~ prefix ~ column ~ ", '')") %}{% endfor -%}
    {{ fast_hash(parts) }}
{%- endmacro %}
