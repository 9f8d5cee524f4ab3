{#- The models whose credit is decided touch by touch, without looking at other journeys. -#}
{% macro rule_based_models() -%}
    {{ return([
        'first_touch', 'last_touch', 'last_non_direct', 'linear', 'linear_unique', 'u_shaped',
        'w_shaped', 'time_decay',
    ]) }}
{%- endmacro %}

{#- All ten: the rules, and the two that compare journeys. -#}
{% macro attribution_models() -%}
    {{ return(rule_based_models() + ['markov', 'shapley']) }}
{%- endmacro %}
