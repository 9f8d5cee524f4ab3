{#-
  A label of an export without the e-mail addresses and international telephone numbers in it, as
  they are written or as an address bar encodes them (%40 for @, %2B for +). Leadership's pages show
  campaigns, pages and reasons; the people in them are nobody's business there.
-#}
{% macro without_addresses(text) -%}
    {%- set email = '[^\\s/?&=#<>()";,:|@]+(@|%(25)*40)[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)+' -%}
    {%- set telephone = '(\\+|%(25)*2[bB])[0-9]([ ().-]?[0-9]){7,14}' -%}
    case
        when {{ text }} like '%@%' or {{ text }} like '%+%' or {{ text }} like '%^%%' escape '^'
            then {{ replace_pattern(replace_pattern(text, email, '(···)'), telephone, '(···)') }}
        else {{ text }}
    end
{%- endmacro %}
