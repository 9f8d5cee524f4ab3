{#-
  Which row of dated settings is in force for each lead type and when: a select statement of the
  settings' columns with from_date (in it) and to_date (no longer in it), one row per lead type and
  span between two dates of the settings. A type's own row beats `*`, a newer one an older.
  lead_types: relation with a column lead_type.
-#}
{% macro settings_spans(settings, lead_types) -%}
    select
        in_force.* except (span_from, lead_type, valid_from, for_lead_type),
        in_force.for_lead_type as lead_type,
        in_force.span_from as from_date,
        coalesce(
            lead(in_force.span_from) over (
                partition by in_force.for_lead_type order by in_force.span_from
            ),
            cast('9999-12-31' as date)
        ) as to_date
    from (
        select types.lead_type as for_lead_type, spans.span_from, settings.*
        from {{ lead_types }} as types
        cross join (
            select distinct coalesce(valid_from, cast('1900-01-01' as date)) as span_from
            from {{ settings }}
        ) as spans
        inner join {{ settings }} as settings
            on settings.lead_type in (types.lead_type, '*')
            and coalesce(settings.valid_from, cast('1900-01-01' as date)) <= spans.span_from
        qualify
            {{ wildcard_rank(
                ['types.lead_type', 'spans.span_from'], ['settings.lead_type'],
                'settings.valid_from'
            ) }} = 1
    ) as in_force
{%- endmacro %}
