{#-
  What a click id in an address says where source and medium are empty: advertising platforms
  add gclid, gbraid, wbraid (Google), msclkid (Microsoft), fbclid (Meta), ttclid (TikTok) or
  li_fat_id (LinkedIn) to the page that an advertisement leads to. fbclid is on unpaid links
  as well, so it gives a source and no medium.
-#}
{% macro click_id_source(page) -%}
    case
        when {{ has_click_id(page, ['gclid', 'gbraid', 'wbraid']) }} then 'google'
        when {{ has_click_id(page, ['msclkid']) }} then 'bing'
        when {{ has_click_id(page, ['fbclid']) }} then 'facebook'
        when {{ has_click_id(page, ['ttclid']) }} then 'tiktok'
        when {{ has_click_id(page, ['li_fat_id']) }} then 'linkedin'
    end
{%- endmacro %}

{% macro click_id_medium(page) -%}
    case
        when {{ has_click_id(page, ['gclid', 'gbraid', 'wbraid', 'msclkid', 'ttclid', 'li_fat_id']) }}
            then 'cpc'
    end
{%- endmacro %}

{#- Forms write the name of an id that is empty, too. -#}
{% macro has_click_id(page, names) -%}
    (
        {%- for name in names %}
        ({{ page }} ilike '%{{ name }}=_%' and {{ page }} not ilike '%{{ name }}=&%')
        {%- if not loop.last %} or {% endif %}
        {%- endfor %}
    )
{%- endmacro %}
