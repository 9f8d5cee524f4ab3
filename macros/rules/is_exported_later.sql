{#-
  Whether an export was made after as_of. Most are dated by a day, in their name: that day is kept
  as its midnight in UTC, which west of Greenwich is still the eve, so days are compared as days.
  exported_at: its expression. run: the relation with as_of and as_of_end_at.
-#}
{% macro is_exported_later(exported_at, run='run') -%}
    coalesce(
        case
            when {{ exported_at }} = date_trunc('day', {{ exported_at }})
                then cast({{ exported_at }} as date) > {{ run }}.as_of
            else {{ exported_at }} >= {{ run }}.as_of_end_at
        end,
        false
    )
{%- endmacro %}
