{#-
  Mantel-Haenszel odds ratio over strata (aggregates over one row per stratum), and the standard
  error of its logarithm (Robins, Breslow, Greenland). a, b: with and without the outcome among the
  exposed; c, d: among the rest. Null where no stratum compares anything.
-#}
{% macro mantel_haenszel(a, b, c, d) -%}
    sum({{ a }} * {{ d }} / ({{ a }} + {{ b }} + {{ c }} + {{ d }}))
    / nullif(sum({{ b }} * {{ c }} / ({{ a }} + {{ b }} + {{ c }} + {{ d }})), 0)
{%- endmacro %}

{% macro mantel_haenszel_error(a, b, c, d) -%}
    {%- set n = '(' ~ a ~ ' + ' ~ b ~ ' + ' ~ c ~ ' + ' ~ d ~ ')' -%}
    {%- set r = '(' ~ a ~ ' * ' ~ d ~ ' / ' ~ n ~ ')' -%}
    {%- set s = '(' ~ b ~ ' * ' ~ c ~ ' / ' ~ n ~ ')' -%}
    {%- set p = '((' ~ a ~ ' + ' ~ d ~ ') / ' ~ n ~ ')' -%}
    {%- set q = '((' ~ b ~ ' + ' ~ c ~ ') / ' ~ n ~ ')' -%}
    sqrt(
        sum({{ p }} * {{ r }}) / nullif(2 * power(sum({{ r }}), 2), 0)
        + sum({{ p }} * {{ s }} + {{ q }} * {{ r }}) / nullif(2 * sum({{ r }}) * sum({{ s }}), 0)
        + sum({{ q }} * {{ s }}) / nullif(2 * power(sum({{ s }}), 2), 0)
    )
{%- endmacro %}
