{#-
  A telephone number as E.164 (+593991234567); null where it has not 8 to 15 digits. Signs between
  digits and what follows an extension mark are left out; 00 is +. A number without a country is
  taken for one of the var `calling_code`, its leading zeros for the trunk prefix.
-#}
{% macro phone_number(expression) -%}
    {%- set without_extension = "split_part(split_part(split_part(replace(lower(trim(" ~ expression ~ ")), 'tel:', ''), 'e', 1), 'x', 1), '#', 1)" -%}
    {%- set digits = "translate(" ~ without_extension ~ ", ' +-.()/', '')" -%}
    {%- set number -%}
    case
        when {{ without_extension }} like '+%' then {{ digits }}
        when {{ digits }} like '00%' then substr({{ digits }}, 3)
        else concat('{{ var("calling_code") }}', trim(leading '0' from {{ digits }}))
    end
    {%- endset -%}
    case
        when length({{ number }}) between 8 and 15 and translate({{ number }}, '0123456789', '') = ''
            then concat('+', {{ number }})
    end
{%- endmacro %}
