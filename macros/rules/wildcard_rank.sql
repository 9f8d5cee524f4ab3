{#-
  Rank of a settings row among those that fit, `*` meaning any: an exact value before `*`, the
  leftmost column deciding first; then the newest valid_from (rows valid later are left out by
  the join). Rank 1 is the row in force.
-#}
{% macro wildcard_rank(partition_by, settings_columns, valid_from=none) -%}
    row_number() over (
        partition by {{ partition_by | join(', ') }}
        order by
            {%- for column in settings_columns %}
            case when {{ column }} = '*' then 1 else 0 end
            {%- if not loop.last or valid_from %},{% endif %}
            {%- endfor %}
            {%- if valid_from %}
            {{ valid_from }} desc nulls last
            {%- endif %}
    )
{%- endmacro %}
