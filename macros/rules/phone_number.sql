{#-
  A telephone number as E.164 (+593991234567); null where it has not 8 to 15 digits, fewer than
  seven without the country's, or ends with seven equal ones (a placeholder). Signs between digits and what follows an extension mark are
  left out; 00 is +. A number that names no country is taken for one of `calling_code` (an
  expression; the var of that name by default), its leading zeros for the trunk prefix.
-#}
{% macro phone_number(expression, calling_code="'" ~ var("calling_code") ~ "'") -%}
    {%- set without_extension = "split_part(split_part(split_part(replace(lower(trim(" ~ expression ~ ")), 'tel:', ''), 'e', 1), 'x', 1), '#', 1)" -%}
    {%- set digits = "translate(" ~ without_extension ~ ", ' +-.()/', '')" -%}
    {%- set number -%}
    case
        when {{ without_extension }} like '+%' then {{ digits }}
        when {{ digits }} like '00%' then substr({{ digits }}, 3)
        else concat({{ calling_code }}, trim(leading '0' from {{ digits }}))
    end
    {%- endset -%}
    case
        when
            length({{ number }}) between 8 and 15
            and length({{ digits }}) >= 7
            and translate({{ number }}, '0123456789', '') = ''
            and replace(right({{ digits }}, 7), right({{ digits }}, 1), '') <> ''
            then concat('+', {{ number }})
    end
{%- endmacro %}
