{#-
  The name by which a company is known: folded, without its legal form (S.A., Cía. Ltda., SpA,
  S.A.S., S. de R.L. de C.V., GmbH & Co. KG, Inc.); null for what is written where nobody
  employs anybody (n/a, particular).
-#}
{% macro company_word(expression) -%}
    {%- set name -%}
        trim({{ without_pattern(
            folded_text("replace(" ~ expression ~ ", '&', ' y ')"),
            '^(compania|cia) |( (' ~ (var("company_legal_forms") | join('|')) ~ '))+$'
        ) }})
    {%- endset -%}
    case when {{ name }} not in ('', '{{ var("company_placeholders") | join("', '") }}') then {{ name }} end
{%- endmacro %}
