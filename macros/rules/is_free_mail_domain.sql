{#- Whether a domain gives mailboxes to anybody, so that it names no company. -#}
{% macro is_free_mail_domain(domain) -%}
    {{ domain }} in ('{{ var("free_mail_domains") | join("', '") }}')
{%- endmacro %}
