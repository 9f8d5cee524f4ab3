{#- A campaign as its account knows it: by id where a row has one, else by name. -#}
{% macro campaign_key(campaign_id, campaign) -%}
    coalesce('id|' || {{ plain_id(campaign_id) }}, 'name|' || {{ plain_word(campaign) }})
{%- endmacro %}
