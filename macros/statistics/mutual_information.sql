{#- Mutual information, in bits, of the two sides of a 2 × 2 table of counts. -#}
{% macro mutual_information_bits(a, b, c, d) -%}
    {%- set total = 'cast(' ~ a ~ ' + ' ~ b ~ ' + ' ~ c ~ ' + ' ~ d ~ ' as double)' -%}
    (round(
        {%- for cell, row, column in [
            (a, [a, b], [a, c]), (b, [a, b], [b, d]), (c, [c, d], [a, c]), (d, [c, d], [b, d]),
        ] %}
        {%- set row_sum = '(' ~ row | join(' + ') ~ ')' %}
        {%- set column_sum = '(' ~ column | join(' + ') ~ ')' %}
        {% if not loop.first %}+ {% endif -%}
        case when ({{ cell }}) > 0
            then ({{ cell }}) / {{ total }} * ln(({{ cell }}) * {{ total }} / {{ row_sum }} / {{ column_sum }}) / ln(2.0)
            else 0.0 end
        {%- endfor %}
    , 10) + 0e0)
{%- endmacro %}
