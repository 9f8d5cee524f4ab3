{#- Whether a domain gives mailboxes to anybody, so that it names no company. -#}
{% macro is_free_mail_domain(domain) -%}
    {{ domain }} in {{ one_of(var("free_mail_domains")) }}
{%- endmacro %}
