{#-
  A group's rate k ÷ n, shrunk toward the common rate of all groups (methods 3). `strength` is how
  many cases the common rate is worth (macro shrinkage_weight); null is full pooling: the groups
  differ by no more than chance, so that the common rate is the best guess for each.
-#}
{% macro shrunk_rate(successes, cases, common_rate, strength) -%}
    round(case
        when {{ strength }} is null then {{ common_rate }}
        else ({{ successes }} + {{ strength }} * {{ common_rate }}) / nullif({{ cases }} + {{ strength }}, 0)
    end, 10)
{%- endmacro %}
