{#- Text of the key of a JSON object that `extra.<key>` names. -#}
{% macro json_text(json, dotted_field) -%}
    {{ return(adapter.dispatch('json_text')(json, dotted_field)) }}
{%- endmacro %}

{% macro default__json_text(json, dotted_field) -%}
    json_extract_string({{ json }}, concat('$."', substr({{ dotted_field }}, 7), '"'))
{%- endmacro %}

{% macro spark__json_text(json, dotted_field) -%}
    from_json({{ json }}, 'map<string,string>')[substr({{ dotted_field }}, 7)]
{%- endmacro %}
