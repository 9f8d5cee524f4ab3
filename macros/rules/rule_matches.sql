{#-
  Whether a field's value meets a rule's operator and value, both data. Null never matches
  (except is_empty); text is compared trimmed and caseless; greater and less are strict;
  `in` takes a | list. The caller gives the domain of an e-mail address as its value.
-#}
{% macro rule_matches(operator, field_value, rule_value) -%}
    coalesce(case {{ operator }}
        when 'equals' then
            lower(trim({{ field_value }})) = lower(trim({{ rule_value }}))
            or try_cast({{ field_value }} as double) = try_cast({{ rule_value }} as double)
        when 'contains' then position(lower(trim({{ rule_value }})) in lower({{ field_value }})) > 0
        when 'starts_with' then
            left(lower(trim({{ field_value }})), length(trim({{ rule_value }})))
            = lower(trim({{ rule_value }}))
        when 'domain_is' then lower(trim({{ field_value }})) = lower(trim({{ rule_value }}))
        when 'greater_than' then try_cast({{ field_value }} as double) > try_cast({{ rule_value }} as double)
        when 'less_than' then try_cast({{ field_value }} as double) < try_cast({{ rule_value }} as double)
        when 'in' then
            position(
                concat('|', lower(trim({{ field_value }})), '|')
                in concat('|', replace(replace(lower(trim({{ rule_value }})), ' |', '|'), '| ', '|'), '|')
            ) > 0
        when 'is_empty' then nullif(trim({{ field_value }}), '') is null
    end, false)
{%- endmacro %}
