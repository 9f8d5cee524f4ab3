{#- Whose journey a touch is on: the person's, else that of the visitor of its system. -#}
{% macro person_hash(touch) -%}
    case
        when {{ touch }}.lead_key is not null then {{ fast_hash([touch ~ '.lead_key']) }}
        else {{ fast_hash(["split_part(" ~ touch ~ ".touchpoint_key, '|', 1)", touch ~ '.visitor_id']) }}
    end
{%- endmacro %}
