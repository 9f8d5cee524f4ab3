{#- A list of texts as SQL writes it after `in`. -#}
{% macro one_of(texts) -%}
    ('{{ texts | join("', '") }}')
{%- endmacro %}
