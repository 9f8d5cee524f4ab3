{#- Identity of a record across systems: `system|lead|id`. -#}
{% macro record_key(source_system, record_type, id) -%}
    concat_ws('|', {{ source_system }}, {{ record_type }}, {{ id }})
{%- endmacro %}
