{#-
  Whether a number of activities meets a check (a row of int_rule_checks of kind `activity`).
  has_activity and count … greater_than ask for `needed_count` of them; a count of nothing is
  0, which is what is_empty asks for and what less_than may match. Other comparisons of a count
  take min_count as a second condition.
-#}
{% macro activity_check_matches(touch_count, checks) -%}
    case
        when {{ checks }}.needed_count is not null then {{ touch_count }} >= {{ checks }}.needed_count
        when {{ checks }}.operator = 'is_empty' then {{ touch_count }} = 0
        else {{ touch_count }} >= coalesce({{ checks }}.min_count, 0) and {{ rule_matches(
            checks ~ '.operator', 'cast(' ~ touch_count ~ ' as ' ~ dbt.type_string() ~ ')', checks ~ '.value'
        ) }}
    end
{%- endmacro %}
