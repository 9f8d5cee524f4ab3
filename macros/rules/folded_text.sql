{#- A text as people mean it: lower case, without accents and signs, one blank between words. -#}
{% macro folded_text(expression) -%}
    trim({{ without_pattern(
        "translate(replace(lower(" ~ expression ~ "), 'ß', 'ss'), "
        ~ "'áàâäãåéèêëíìîïóòôöõøúùûüñçý.''’´`', 'aaaaaaeeeeiiiioooooouuuuncy')",
        '[^a-z0-9]+', ' '
    ) }})
{%- endmacro %}
