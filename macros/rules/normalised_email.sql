{#- An address as an identity: trimmed, lower case; null unless it has one @ and a dot behind it. -#}
{% macro normalised_email(expression) -%}
    case
        when {{ expression }} like '%_@_%._%' and {{ expression }} not like '%@%@%'
            then lower(trim({{ expression }}))
    end
{%- endmacro %}
