{#-
  The value, as text, of the lead column that a rule names. E-mail rules act on the domain;
  `extra.<header>` reads the unmapped columns of the export; `first_touch.<column>` the
  person's first touch (relation `first_touches`, where given).
-#}
{% macro lead_field(field, leads, first_touches=none) -%}
    {%- set columns = [
        'phone', 'first_name', 'last_name', 'company', 'company_domain', 'job_title', 'industry',
        'employees', 'state_region', 'city', 'linkedin_url', 'lead_type', 'offer', 'channel',
        'source', 'medium', 'campaign', 'landing_page', 'latest_source', 'product_interest',
        'lifecycle_stage', 'status', 'status_reason', 'country', 'owner', 'notes', 'source_system',
    ] -%}
    {%- set touch_columns = {
        'type': 'touch_type', 'touch_type': 'touch_type', 'channel': 'channel', 'source': 'source',
        'medium': 'medium', 'campaign': 'campaign', 'page': 'page', 'asset': 'asset',
    } -%}
    case
        when {{ field }} = 'email' then split_part({{ leads }}.email, '@', 2)
        {%- for column in columns %}
        when {{ field }} = '{{ column }}' then cast({{ leads }}.{{ column }} as {{ dbt.type_string() }})
        {%- endfor %}
        {%- if first_touches %}
        {%- for name, column in touch_columns.items() %}
        when {{ field }} = 'first_touch.{{ name }}' then {{ first_touches }}.{{ column }}
        {%- endfor %}
        {%- endif %}
        when {{ field }} like 'extra.%' then {{ json_text(leads ~ '.extra', field) }}
    end
{%- endmacro %}
