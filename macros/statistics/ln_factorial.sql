{#-
  ln(n!) of a whole number: from a list up to 10!, Stirling's series beyond (error under 1e-12),
  so that no table of factorials has to be as long as the number of leads.
-#}
{% macro ln_factorial(n) -%}
    {%- set x = 'cast(' ~ n ~ ' as double)' -%}
    case
        when {{ n }} <= 1 then 0.0
        {%- for factorial in [2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800] %}
        when {{ n }} = {{ loop.index + 1 }} then ln({{ factorial }}e0)
        {%- endfor %}
        else {{ x }} * ln({{ x }}) - {{ x }} + 0.5 * ln(6.283185307179586 * {{ x }})
            + 1.0 / (12.0 * {{ x }}) - 1.0 / (360.0 * power({{ x }}, 3)) + 1.0 / (1260.0 * power({{ x }}, 5))
            - 1.0 / (1680.0 * power({{ x }}, 7))
    end
{%- endmacro %}
