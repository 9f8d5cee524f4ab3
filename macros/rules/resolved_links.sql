{#-
  Which person do the link columns of an activity mean? One row per combination of links.

  Ids may be `;` lists; the first kind of link that finds somebody wins: lead_id, contact_id,
  opportunity_id, e-mail, phone. An id is looked for among the records of its own kind first.
  Combinations are resolved once, however many activities share them.
-#}
{% macro resolved_links(relation, columns, links=ref('int_person_links')) -%}
    {%- set searches = [
        ('lead_id', 'lead'), ('lead_id', 'contact'), ('contact_id', 'contact'),
        ('contact_id', 'lead'), ('opportunity_id', 'opportunity'), ('email', 'email'),
        ('phone', 'phone'),
    ] -%}
with combinations as (
    select distinct
        {{ link_hash(columns) }} as link_hash,
        source_system,
        {{ columns | join(', ') }}
    from {{ relation }}
    where coalesce({{ columns | join(', ') }}) is not null
),

link_values as (
    {%- for column, kind in searches if column in columns %}
    select
        combinations.link_hash,
        combinations.source_system,
        {{ loop.index }} as preference,
        '{{ kind }}' as link_kind,
        {%- if kind == 'email' %}
        {{ normalised_email('link_value') }} as link_value
        {%- else %}
        trim(link_value) as link_value
        {%- endif %}
    from combinations
    {{ split_rows('combinations.' ~ column, ';', 'link_value') }}
    where combinations.{{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

found as (
    select link_values.link_hash, link_values.preference, 1 as distance, links.lead_key
    from link_values
    inner join {{ links }} as links
        on link_values.source_system = links.source_system
        and link_values.link_kind = links.link_kind
        and link_values.link_value = links.link_value
    union all
    select link_values.link_hash, link_values.preference, 2, links.lead_key
    from link_values
    inner join {{ links }} as links
        on links.source_system = '*'
        and link_values.link_kind = links.link_kind
        and link_values.link_value = links.link_value
)

select link_hash, lead_key
from found
qualify row_number() over (
    partition by link_hash order by distance, preference, lead_key
) = 1
{%- endmacro %}
