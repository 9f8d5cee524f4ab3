{#-
  A number between 0 and 1 (never 0) that depends on a text only: the same in every run, on every
  engine, in any order of rows. `part` 1 to 4 gives independent numbers of one text.
-#}
{% macro hashed_uniform(text, part=1) -%}
    {{ return(adapter.dispatch('hashed_uniform')(text, part)) }}
{%- endmacro %}

{% macro default__hashed_uniform(text, part) -%}
    ((cast(concat('0x', substr(md5({{ text }}), {{ 8 * part - 7 }}, 8)) as bigint) + 0.5e0) / 4294967296e0)
{%- endmacro %}

{% macro spark__hashed_uniform(text, part) -%}
    ((cast(conv(substr(md5({{ text }}), {{ 8 * part - 7 }}, 8), 16, 10) as bigint) + 0.5e0) / 4294967296e0)
{%- endmacro %}
