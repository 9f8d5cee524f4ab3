{#- Identity of one comparison of a scoring rule or an MQL condition. -#}
{% macro check_id(rules, min_count='null', within_days='null') -%}
    md5(concat_ws('|',
        coalesce(lower(trim({{ rules }}.field)), ''), {{ rules }}.operator, coalesce(lower(trim({{ rules }}.value)), ''),
        coalesce(cast({{ min_count }} as {{ dbt.type_string() }}), ''),
        coalesce(cast({{ within_days }} as {{ dbt.type_string() }}), '')
    ))
{%- endmacro %}
