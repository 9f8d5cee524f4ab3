{#- A touch without an id is identified by everything it says. -#}
{% macro touch_identity() -%}
    case
        when touchpoint_id is null then md5(concat_ws('|',
            coalesce(lead_id, ''), coalesce(email, ''), coalesce(visitor_id, ''), occurred_at, type,
            coalesce(channel, ''), coalesce(source, ''), coalesce(medium, ''),
            coalesce(campaign, ''), coalesce(page, ''), coalesce(asset, '')
        ))
        else touchpoint_id
    end
{%- endmacro %}
