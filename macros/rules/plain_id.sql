{#-
  An id as it is compared. Customer ids come with and without hyphens; a spreadsheet's 1.2E+17
  stands for many ids, so it is none.
-#}
{% macro plain_id(expression) -%}
    case
        when {{ plain_word(expression) }} like '%e+%' or {{ plain_word(expression) }} = '0' then null
        else replace({{ plain_word(expression) }}, '-', '')
    end
{%- endmacro %}
