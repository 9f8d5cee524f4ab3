{#-
  Every key that makes one person of two records, as a select statement: record_key, identity_key.
  Shared mailboxes and what was set aside by hand join nobody, and of telephones only those do that the switchboard guard let pass: its keys, or none before it has judged.
-#}
{% macro joining_keys(identity_keys, phone_keys=none) -%}
select record_key, identity_key
from {{ identity_keys }}
where kind not in ('phone', 'mailbox', 'split')
{%- if phone_keys %}
union all
select record_key, identity_key from {{ phone_keys }}
{%- endif %}
{%- endmacro %}
