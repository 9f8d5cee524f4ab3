{#- A page without the query and the fragment of its address, which differ from visit to visit. -#}
{% macro page_name(page) -%}
    trim(split_part(split_part({{ page }}, '?', 1), '#', 1))
{%- endmacro %}
