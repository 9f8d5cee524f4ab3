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

{#-
  The rows of a relation once per segment, as a select statement: with segment_name and
  segment_value (`all`, then each of `segments`, columns of the relation).
-#}
{% macro each_segment(relation, segments=[]) -%}
    {%- for segment in ['all'] + segments %}
    select {{ relation }}.*, '{{ segment }}' as segment_name,
        {{ segment_value(segment, relation) }} as segment_value
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- group_kind and group_value of a row grouped by owner, by team and by neither. -#}
{% macro owner_team_group() -%}
    case
        when grouping(owner) = 0 then 'owner' when grouping(team) = 0 then 'team' else 'all'
    end as group_kind,
    case
        when grouping(owner) = 0 then owner when grouping(team) = 0 then team else 'all'
    end as group_value
{%- endmacro %}
