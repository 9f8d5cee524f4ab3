{#-
  A sentence about each row holds. A comparison with nothing (an empty rate, say) says nothing
  and passes; where a value must exist, the sentence is `… is not null`.
-#}
{% test expression_is_true(model, expression, where_expression=none) %}
select *
from {{ model }}
where
    {% if where_expression %}({{ where_expression }}) and {% endif -%}
    not coalesce({{ expression }}, true)
{% endtest %}
