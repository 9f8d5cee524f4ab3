{#- A 64-bit hash of several values, for joins and duplicate search inside one run; never published. -#}
{% macro fast_hash(expressions) -%}
    {{ return(adapter.dispatch('fast_hash')(expressions)) }}
{%- endmacro %}

{% macro default__fast_hash(expressions) -%}
    hash({{ expressions | join(', ') }})
{%- endmacro %}

{#- Spark's hash passes over an empty value, as if (a, nothing) were (nothing, a). -#}
{% macro spark__fast_hash(expressions) -%}
    xxhash64(
        {%- for expression in expressions %}{{ expression }}, isnull({{ expression }})
        {%- if not loop.last %}, {% endif %}{% endfor -%}
    )
{%- endmacro %}
