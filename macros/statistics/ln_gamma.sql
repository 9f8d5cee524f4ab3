{#-
  ln of the gamma function of a positive number, which not every engine has: Stirling's series,
  moved up by eight (error under 1e-13).
-#}
{% macro ln_gamma(x) -%}
    {%- set y = '(' ~ x ~ ' + 8e0)' -%}
    (({{ y }} - 0.5e0) * ln({{ y }}) - {{ y }} + 0.5e0 * ln(6.283185307179586e0)
        + 1e0 / (12e0 * {{ y }}) - 1e0 / (360e0 * power({{ y }}, 3)) + 1e0 / (1260e0 * power({{ y }}, 5))
        {%- for step in range(8) %} - ln({{ x }} + {{ step }}e0){% endfor %})
{%- endmacro %}
