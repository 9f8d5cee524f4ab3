{#- A text as one piece of an address: everything but letters, digits and -._~ becomes %XX. -#}
{% macro url_encoded(text) -%}
    {{ return(adapter.dispatch('url_encoded')(text)) }}
{%- endmacro %}

{% macro default__url_encoded(text) -%}
    url_encode({{ text }})
{%- endmacro %}

{% macro spark__url_encoded(text) -%}
    replace(replace(url_encode({{ text }}), '+', '%20'), '*', '%2A')
{%- endmacro %}
