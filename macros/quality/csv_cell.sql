{#- A text as a cell of a CSV file: in quotes where it holds a comma, a quote or a line break. -#}
{% macro csv_cell(text) -%}
    case
        when {{ text }} is null then ''
        when {{ text }} like '%,%' or {{ text }} like '%"%' or {{ text }} like concat('%', chr(10), '%')
            then concat('"', replace({{ text }}, '"', '""'), '"')
        else {{ text }}
    end
{%- endmacro %}
