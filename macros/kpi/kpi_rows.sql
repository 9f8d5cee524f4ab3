{#-
  Rows of rpt_kpi_monthly from a relation with one row per month and segment, one select per KPI.
  Each KPI is a dictionary: `id`, and
    rate: [numerator, denominator], a share of cases with a Wilson interval
    ratio: [numerator, denominator], without one; `sample` the cases it rests on
    value: a count, an amount or a median; `sample` the cases of a median
  `lower`, `upper`, `pending` (a condition) and `where` are expressions, each optional. `empty` is what
  a month without a row means: `zero` of what the CRM's own records count, `no_case` of their shares
  and means, else data that are missing.
-#}
{% macro kpi_rows(relation, kpis) -%}
    {%- for kpi in kpis %}
    {%- set parts = kpi.rate or kpi.ratio or [kpi.value, none] %}
    {%- set as_double = 'cast({0} as double)' %}
    select
        '{{ kpi.id }}' as kpi_id,
        month,
        segment_name,
        segment_value,
        cast({{ parts[0] }} as double) as numerator,
        cast({{ parts[1] or 'null' }} as double) as denominator,
        {% if parts[1] -%}
            cast({{ parts[0] }} as double) / nullif(cast({{ parts[1] }} as double), 0)
        {%- else -%}
            cast({{ parts[0] }} as double)
        {%- endif %} as value,
        {% if kpi.rate -%}
            {{ wilson_lower(*parts) }} as value_lower,
            {{ wilson_upper(*parts) }} as value_upper,
        {%- else -%}
            cast({{ kpi.lower or 'null' }} as double) as value_lower,
            cast({{ kpi.upper or 'null' }} as double) as value_upper,
        {%- endif %}
        cast({{ kpi.sample or (parts[1] if kpi.rate else 'null') }} as bigint) as sample,
        coalesce({{ kpi.pending or 'false' }}, false) as is_pending,
        '{{ kpi.empty or 'unknown' }}' as empty_month
    from {{ relation }}
    {%- if kpi.where %}
    where {{ kpi.where }}
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
