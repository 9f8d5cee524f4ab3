{#- What a report may split its figures by. -#}
{% macro report_dimensions() -%}
    {{ return([
        'campaign', 'ad_group', 'ad', 'channel', 'source', 'medium', 'landing_page', 'page', 'segment',
        'first_user',
    ]) }}
{%- endmacro %}
