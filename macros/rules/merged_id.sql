{#- An id of a list of merged ones: HubSpot may write the moment of the merge behind it. -#}
{% macro merged_id(id) -%}
    case
        when trim({{ id }}) like '%:_____________' then split_part(trim({{ id }}), ':', 1)
        else trim({{ id }})
    end
{%- endmacro %}
