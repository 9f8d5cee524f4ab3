{#-
  What the source YAML says of an entity: key, event_time, recorded_time, updated_at, and whether
  event_time is a plain date or may be empty. The YAML is the only home of these facts.
-#}
{% macro entity_meta(entity) -%}
    {%- if not execute -%}
        {{ return({'key': [], 'event_time': 'event_time'}) }}
    {%- endif -%}
    {%- for node in graph.sources.values() if node.source_name == 'raw' and node.name == entity -%}
        {%- set meta = node.config.meta -%}
        {%- set time_column = node.columns[meta.event_time] -%}
        {{ return(dict(
            meta,
            event_time_is_date=time_column.data_type == 'date',
            event_time_may_be_empty=not time_column.config.meta.get('required', false)
        )) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error("No entity `" ~ entity ~ "` in models/staging/sources") }}
{%- endmacro %}
