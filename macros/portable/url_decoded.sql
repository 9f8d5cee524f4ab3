{#- A piece of an address as people read it: %C3%B1 is ñ and + a space; what can't be decoded stays. -#}
{% macro url_decoded(text) -%}
    {{ return(adapter.dispatch('url_decoded')(text)) }}
{%- endmacro %}

{% macro default__url_decoded(text) -%}
    coalesce(try(url_decode(replace({{ text }}, '+', ' '))), {{ text }})
{%- endmacro %}

{% macro spark__url_decoded(text) -%}
    {#- bytes that are no letter come out as the sign for that, where DuckDB decodes nothing -#}
    coalesce(
        case
            when try_url_decode({{ text }}) not like '%{{ "\uFFFD" }}%' then try_url_decode({{ text }})
        end,
        {{ text }}
    )
{%- endmacro %}
