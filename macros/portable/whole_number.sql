{#- A number of at least 0 as a text, rounded, with a fixed space between thousands: read in any language. -#}
{% macro whole_number(expression) -%}
{%- set string = dbt.type_string() -%}
{%- set whole = 'cast(round(' ~ expression ~ ') as bigint)' -%}
{%- set thousands = 'cast(floor(' ~ whole ~ ' / 1000e0) as bigint)' -%}
{%- set millions = 'cast(floor(' ~ whole ~ ' / 1000000e0) as bigint)' -%}
{%- set space = "'\u00a0'" -%}
{%- set ending = space ~ " || lpad(cast(mod(" ~ whole ~ ", 1000) as " ~ string ~ "), 3, '0')" -%}
    case
        when {{ whole }} < 1000 then cast({{ whole }} as {{ string }})
        when {{ whole }} < 1000000 then cast({{ thousands }} as {{ string }}) || {{ ending }}
        else cast({{ millions }} as {{ string }})
            || {{ space }} || lpad(cast(mod({{ thousands }}, 1000) as {{ string }}), 3, '0') || {{ ending }}
    end
{%- endmacro %}
