{#- The first id of a `;` list. -#}
{% macro primary_id(ids) -%}
    trim(split_part(trim(leading ' ;' from {{ ids }}), ';', 1))
{%- endmacro %}

{#- Identity of a company record across systems: `system|company|id` of the primary one. -#}
{% macro company_record(source_system, company_id) -%}
    case when {{ primary_id(company_id) }} <> ''
        then concat_ws('|', {{ source_system }}, 'company', {{ primary_id(company_id) }})
    end
{%- endmacro %}
