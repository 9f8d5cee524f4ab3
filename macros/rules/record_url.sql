{#-
  Address of a record's page in its own system: a pattern of int_record_addresses with the id in it.
  Null where either is missing.
-#}
{% macro record_url(url_pattern, id) -%}
    replace({{ url_pattern }}, '{id}', {{ url_encoded(primary_id(id)) }})
{%- endmacro %}
