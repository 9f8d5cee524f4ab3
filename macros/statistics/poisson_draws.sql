{#-
  Poisson draws from hashed uniform numbers (macro hashed_uniform), for bootstrap weights that do
  not depend on the order of rows or on a seed.

  poisson_one_draw: Poisson(1) from one uniform number, by the cumulative probabilities.
  poisson_sum_draw: the sum of n such draws at once: Poisson(n), by its normal approximation.
-#}
{% macro poisson_one_draw(uniform) -%}
    {%- set ns = namespace(term=0.36787944117144233, cumulative=0.0) -%}
    case
        {%- for count in range(9) %}
        {%- set ns.cumulative = ns.cumulative + ns.term %}
        when {{ uniform }} < {{ ns.cumulative }} then {{ count }}
        {%- set ns.term = ns.term / (count + 1) %}
        {%- endfor %}
        else 9
    end
{%- endmacro %}

{% macro poisson_sum_draw(cases, uniform, second_uniform) -%}
    greatest(0.0, round(
        {{ cases }} + sqrt(cast({{ cases }} as double))
        * sqrt(-2.0 * ln({{ uniform }})) * cos(6.283185307179586 * {{ second_uniform }})
    ))
{%- endmacro %}
