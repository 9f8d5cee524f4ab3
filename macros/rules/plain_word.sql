{#- A word as it is compared: without case and outer spaces; nothing where it is empty. -#}
{% macro plain_word(expression) -%}
    nullif(lower(trim({{ expression }})), '')
{%- endmacro %}
