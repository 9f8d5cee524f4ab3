{#-
  What a click id in an address says where source and medium are empty: advertising platforms
  add gclid, gbraid, wbraid (Google), msclkid (Microsoft), fbclid (Meta), ttclid (TikTok) or
  li_fat_id (LinkedIn) to the page that an advertisement leads to. fbclid is on unpaid links
  as well, so it gives a source and no medium.
-#}
{% macro click_id_source(page) -%}
    case
        when {{ page }} like '%gclid=%' or {{ page }} like '%gbraid=%' or {{ page }} like '%wbraid=%'
            then 'google'
        when {{ page }} like '%msclkid=%' then 'bing'
        when {{ page }} like '%fbclid=%' then 'facebook'
        when {{ page }} like '%ttclid=%' then 'tiktok'
        when {{ page }} like '%li_fat_id=%' then 'linkedin'
    end
{%- endmacro %}

{% macro click_id_medium(page) -%}
    case
        when {{ page }} like '%gclid=%' or {{ page }} like '%gbraid=%' or {{ page }} like '%wbraid=%'
            or {{ page }} like '%msclkid=%' or {{ page }} like '%ttclid=%'
            or {{ page }} like '%li_fat_id=%'
            then 'cpc'
    end
{%- endmacro %}
