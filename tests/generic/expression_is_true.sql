{#- A sentence about each row holds; rows where it does not, or where it is unknown, fail. -#}
{% test expression_is_true(model, expression, where_expression=none) %}
select *
from {{ model }}
where
    {% if where_expression %}({{ where_expression }}) and {% endif -%}
    not coalesce({{ expression }}, false)
{% endtest %}
