{#- An address as an identity: bare, in lower case; null unless it has one @ and a dot behind it. -#}
{% macro normalised_email(expression) -%}
    case
        when {{ expression }} like '%_@_%._%' and {{ expression }} not like '%@%@%'
            then trim(both '''.' from lower(trim({{ expression }})))
    end
{%- endmacro %}

{#-
  Addresses in any list (`;` `,` blanks, line ends, names beside <…>) as a `;` list of pieces,
  without what links (mailto:) and copied cells (signs of no width) leave on them.
-#}
{% macro email_list(expression) -%}
    translate(
        replace({{ expression }}, 'mailto:', ';'),
        concat(' ,|<>"()[]', chr(10), '{{ "\u200b\ufeff" }}'),
        ';;;;;;;;;;;'
    )
{%- endmacro %}

{#- The first address of a list. -#}
{% macro first_email(expression) -%}
    {{ normalised_email(
        "split_part(trim(leading ';' from " ~ email_list(expression) ~ "), ';', 1)"
    ) }}
{%- endmacro %}
