{#- Whether an e-mail address belongs to a function (info@) rather than to a person. -#}
{% macro is_shared_mailbox(email) -%}
    split_part(split_part({{ email }}, '@', 1), '+', 1) in {{ one_of(var("shared_mailboxes")) }}
{%- endmacro %}
