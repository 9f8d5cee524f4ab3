{#- The event time of each entity: {entity: column}. Apart so that unit tests can give it. -#}
{% macro event_times(entities) -%}
    {%- set times = {} -%}
    {%- for entity in entities -%}
        {%- do times.update({entity: entity_meta(entity).event_time}) -%}
    {%- endfor -%}
    {{ return(times) }}
{%- endmacro %}
