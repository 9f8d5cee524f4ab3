{#- A piece of an address as people read it: %C3%B1 is ñ and + a space; what can't be decoded stays. -#}
{% macro url_decoded(text) -%}
    {{ return(adapter.dispatch('url_decoded')(text)) }}
{%- endmacro %}

{% macro default__url_decoded(text) -%}
    coalesce(try(url_decode(replace({{ text }}, '+', ' '))), {{ text }})
{%- endmacro %}

{% macro spark__url_decoded(text) -%}
    coalesce(try_url_decode({{ text }}), {{ text }})
{%- endmacro %}
