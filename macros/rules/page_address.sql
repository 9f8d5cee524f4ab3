{#-
  A page without the query and the fragment of its address, which differ from visit to visit and
  may carry a person's data.
-#}
{% macro page_address(page) -%}
    {%- set cut = "split_part(split_part(" ~ page ~ ", '?', 1), '#', 1)" -%}
    {#- most pages have neither, and each would be cut for every question asked of it -#}
    nullif(trim(case
        when {{ page }} like '%?%' or {{ page }} like '%#%' then {{ without_addresses(cut) }}
        else {{ without_addresses(page) }}
    end), '')
{%- endmacro %}
