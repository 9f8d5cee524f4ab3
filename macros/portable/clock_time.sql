{#- A day at a time that a setting gives as HH:MM (24:00 is its end), as wall clock time. -#}
{% macro clock_time(day, text) -%}
    case
        when {{ text }} like '24:00%' then cast({{ day }} as timestamp) + interval 1 day
        else cast(concat(cast({{ day }} as {{ dbt.type_string() }}), ' ', {{ text }}) as timestamp)
    end
{%- endmacro %}
