{#-
  How many cases of the common rate each group's own rate is worth being mixed with (methods 3, by
  moments): M = mu (1 - mu) / between-group variance - 1. Null means that the groups do not differ
  beyond chance, so that the common rate speaks for all. Expressions are aggregates or windows:
  mu, sum of n (p - mu)^2, number of groups with cases, sum of n, sum of n^2.
-#}
{% macro shrinkage_weight(mu, squares, groups, cases, cases_squared) -%}
    case
        when {{ squares }} - ({{ groups }} - 1) * {{ mu }} * (1 - {{ mu }}) > 1e-12
            and {{ cases }} - {{ cases_squared }} / {{ cases }} > 1e-12
            then greatest(0.0, {{ mu }} * (1 - {{ mu }}) * ({{ cases }} - {{ cases_squared }} / {{ cases }})
                / ({{ squares }} - ({{ groups }} - 1) * {{ mu }} * (1 - {{ mu }})) - 1)
    end
{%- endmacro %}
