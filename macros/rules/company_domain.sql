{#- Internet domain of a company: as given, else of the e-mail address; never a free mail domain. -#}
{% macro company_domain(domain, email) -%}
    case
        when nullif({{ domain }}, '') is not null and not {{ is_free_mail_domain(domain) }}
            then {{ domain }}
        when {{ email }} is not null
            and not {{ is_free_mail_domain("split_part(" ~ email ~ ", '@', 2)") }}
            then split_part({{ email }}, '@', 2)
    end
{%- endmacro %}
