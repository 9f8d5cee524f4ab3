{#- The column of a touch that holds the credit of the model named in `model`. -#}
{% macro credit_of_model(touch, model) -%}
    case {{ model }}
        {%- for rule in rule_based_models() %}
        when '{{ rule }}' then {{ touch }}.{{ rule }}
        {%- endfor %}
    end
{%- endmacro %}

{#- One row per rule-based model, column `model`, as a select statement. -#}
{% macro rule_rows() -%}
    {%- for rule in rule_based_models() %}
    select '{{ rule }}' as model
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
{%- endmacro %}
