{#-
  The source, medium and campaign of a row whose own columns (of those names) may be empty: the
  campaign words in its page's address (utm_source …, in any case, decoded) come last, and before
  them nothing but what the row says. Words that contradict a filled column are of another visit;
  a click id speaks where neither the row nor its page names source and medium.
-#}
{% macro page_word(page, name) -%}
    {#- `&amp;` is how a page's source writes &; a semicolon in a text confuses dbt's splitting -#}
    {%- set pattern = '(?i)[?&#](amp.)?' ~ name ~ '=([^&#]*)' -%}
    case
        when {{ page }} ilike '%{{ name }}=%'
            then nullif(trim({{ url_decoded("regexp_extract(" ~ page ~ ", '" ~ pattern ~ "', 2)") }}), '')
    end
{%- endmacro %}

{% macro source_or_page(page) -%}
    case
        when source is not null then source
        when medium is null
            then coalesce(
                {{ page_word(page, 'utm_source') }},
                case when {{ page_word(page, 'utm_medium') }} is null then {{ click_id_source(page) }} end
            )
        when lower(trim(medium)) = lower({{ page_word(page, 'utm_medium') }})
            then {{ page_word(page, 'utm_source') }}
    end
{%- endmacro %}

{% macro medium_or_page(page) -%}
    case
        when medium is not null then medium
        when source is null
            then coalesce(
                {{ page_word(page, 'utm_medium') }},
                case when {{ page_word(page, 'utm_source') }} is null then {{ click_id_medium(page) }} end
            )
        when lower(trim(source)) = lower({{ page_word(page, 'utm_source') }})
            then {{ page_word(page, 'utm_medium') }}
    end
{%- endmacro %}

{% macro campaign_or_page(page) -%}
    coalesce(campaign, {{ page_word(page, 'utm_campaign') }})
{%- endmacro %}
