{#-
  A sum of doubles that is the same to the last bit in every order of rows: each is rounded to so
  many decimals, and decimals add exactly. Published figures must not depend on which thread was
  faster. `over`: a window, for a sum over its rows.
-#}
{% macro exact_sum(expression, over=none, decimals=18) -%}
    cast(sum(cast({{ expression }} as decimal(38, {{ decimals }}))){% if over %} over {{ over }}{% endif %} as double)
{%- endmacro %}
