{#-
  A page without the query and the fragment of its address, which differ from visit to visit and
  may carry a person's data.
-#}
{% macro page_address(page) -%}
    nullif(trim({{ without_addresses("split_part(split_part(" ~ page ~ ", '?', 1), '#', 1)") }}), '')
{%- endmacro %}
