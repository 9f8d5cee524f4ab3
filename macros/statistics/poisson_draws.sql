{#-
  Poisson draws for bootstrap weights that do not depend on the order of rows or on a seed.

  poisson_one_draw: Poisson(1) from a number that is uniform from 0 to `scale`, by the cumulative
  probabilities; more than eight come once in a million draws and count as eight.
  normal_draw: a standard normal number from two uniform ones (Box and Muller).
  poisson_sum_draw: the sum of n draws of Poisson(1) at once: Poisson(n), from a normal number, with
  the skewness that a plain normal approximation lacks (Cornish and Fisher).
-#}
{% macro poisson_one_draw(uniform, scale=1) -%}
    {%- set ns = namespace(term=0.36787944117144233, cumulative=0.0) -%}
    case
        {%- for count in range(8) %}
        {%- set ns.cumulative = ns.cumulative + ns.term %}
        {%- set bound = ns.cumulative * scale %}
        when {{ uniform }} < {{ bound if scale == 1 else bound | round | int }} then {{ count }}
        {%- set ns.term = ns.term / (count + 1) %}
        {%- endfor %}
        else 8
    end
{%- endmacro %}

{% macro normal_draw(uniform, second_uniform) -%}
    sqrt(-2.0 * ln({{ uniform }})) * cos(2 * pi() * {{ second_uniform }})
{%- endmacro %}

{% macro poisson_sum_draw(cases, normal) -%}
    greatest(0.0, round(
        {{ cases }} + sqrt(cast({{ cases }} as double)) * {{ normal }} + (power({{ normal }}, 2) - 1) / 6
    ))
{%- endmacro %}
