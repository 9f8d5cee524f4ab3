{#-
  The agreed fields that a row leaves empty, as a list with commas; null where all are filled.
  Of a field `a|b` either will do.
-#}
{% macro empty_fields(fields, relation) -%}
    nullif(concat_ws(', '
        {%- for field in fields %},
        case when
            {%- for name in field.split('|') %}
            {{ relation }}.{{ name }} is null{{ ' and' if not loop.last }}
            {%- endfor %}
            then '{{ field.split('|') | join(' / ') }}' end
        {%- endfor %}
    ), '')
{%- endmacro %}
