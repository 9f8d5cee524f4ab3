{#- Whether a version of a scoring rule (int_scoring_rules) is in force on a day. -#}
{% macro is_valid_rule(rules, day) -%}
    (
        ({{ rules }}.valid_from is null or {{ rules }}.valid_from <= {{ day }})
        and ({{ rules }}.valid_to is null or {{ rules }}.valid_to >= {{ day }})
        and ({{ rules }}.next_valid_from is null or {{ rules }}.next_valid_from > {{ day }})
    )
{%- endmacro %}
