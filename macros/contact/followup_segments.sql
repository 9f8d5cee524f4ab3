{#-
  What follow-up is split by: everybody (`all`) and each of a lead's attributes below. Every lead
  has one value of each, so that a sum over the leads of a segment counts nobody twice.
-#}
{% macro followup_segments() -%}
    {{ return(['owner', 'channel', 'country', 'lead_type']) }}
{%- endmacro %}

{#- The attributes as columns of a lead; `(none)` where there is no value. -#}
{% macro segment_columns(alias) -%}
    {%- for segment in followup_segments() %}
    {{ segment_value(segment, alias) }} as {{ segment }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- segment_name and segment_value of a row of `group by {{ segment_groups(keys) }}`. -#}
{% macro segment_of_group() -%}
    case
        {%- for segment in followup_segments() %}
        when grouping({{ segment }}) = 0 then '{{ segment }}'
        {%- endfor %}
        else 'all'
    end as segment_name,
    case
        {%- for segment in followup_segments() %}
        when grouping({{ segment }}) = 0 then {{ segment }}
        {%- endfor %}
        else 'all'
    end as segment_value
{%- endmacro %}

{% macro segment_groups(keys) -%}
    grouping sets (
        ({{ keys | join(', ') }}),
        {%- for segment in followup_segments() %}
        ({{ keys | join(', ') }}, {{ segment }}){% if not loop.last %},{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
