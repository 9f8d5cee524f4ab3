{#- Key of one combination of origin words (system, channel, source, medium, campaign). -#}
{% macro origin_hash(system, channel, source, medium, campaign) -%}
    {{ fast_hash([
        system, "coalesce(" ~ channel ~ ", '')", "coalesce(" ~ source ~ ", '')",
        "coalesce(" ~ medium ~ ", '')", "coalesce(" ~ campaign ~ ", '')",
    ]) }}
{%- endmacro %}
