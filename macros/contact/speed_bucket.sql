{#- The bucket of a wait in minutes; `edges` are the upper bounds (exclusive) in minutes. -#}
{% macro speed_bucket(minutes, edges, prefix='') -%}
    case
        when {{ minutes }} is null then '{{ prefix }}never'
        {%- for edge in edges %}
        when {{ minutes }} < {{ edge }} then '{{ prefix }}under_{{ speed_edge(edge) }}'
        {%- endfor %}
        else '{{ prefix }}over_{{ speed_edge(edges[-1]) }}'
    end
{%- endmacro %}

{% macro speed_edge(minutes) -%}
    {%- if minutes >= 2880 and minutes % 1440 == 0 -%}{{ minutes // 1440 }}_days
    {%- elif minutes >= 60 and minutes % 60 == 0 -%}{{ minutes // 60 }}_hour{{ 's' if minutes > 60 }}
    {%- else -%}{{ minutes }}_minutes{%- endif -%}
{%- endmacro %}
