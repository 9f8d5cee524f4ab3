{#- The segments of the var `segments`, and the SQL value of each; an empty value is `(none)`. -#}
{% macro segment_names() -%}
    {{ return(var('segments')) }}
{%- endmacro %}

{% macro segment_value(segment, alias) -%}
    {%- if segment == 'all' -%}
        'all'
    {%- else -%}
        coalesce(cast({{ alias }}.{{ segment }} as {{ dbt.type_string() }}), '(none)')
    {%- endif -%}
{%- endmacro %}
