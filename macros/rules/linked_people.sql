{#-
  Common table expressions that look up the link columns of an activity; the last one is `found`.
  Every column may be a list. An id is looked for among the records of its own kind first, then in
  other systems' records. names_system: the row may say whose ids they are. Combinations are
  resolved once, however many activities share them.
-#}
{% macro found_links(relation, columns, links, names_system=false) -%}
    {#- column, kind of link, group (the first group that finds somebody wins), preference -#}
    {%- set searches = [
        ('lead_id', 'lead', 1, 1), ('lead_id', 'contact', 1, 2), ('contact_id', 'contact', 1, 3),
        ('contact_id', 'lead', 1, 4), ('opportunity_id', 'opportunity', 2, 5), ('email', 'email', 3, 6),
        ('phone', 'phone', 4, 7),
    ] -%}
combinations as (
    select distinct
        {{ link_hash(columns, names_system=names_system) }} as link_hash,
        {{ link_system(none, names_system) }} as source_system,
        {{ columns | join(', ') }}
    from {{ relation }}
    where coalesce({{ columns | join(', ') }}) is not null
),

link_values as (
    {%- for column, kind, group, preference in searches if column in columns %}
    select
        combinations.link_hash,
        combinations.source_system,
        '{{ column }}' as link_column,
        {{ group }} as link_group,
        {{ preference }} as preference,
        link_value_position as position,
        '{{ kind }}' as link_kind,
        {%- if kind == 'email' %}
        {{ normalised_email('link_value') }} as link_value
        {%- else %}
        trim(link_value) as link_value
        {%- endif %}
    from combinations
    {{ split_rows(email_list('combinations.email') if kind == 'email' else 'combinations.' ~ column, ';', 'link_value') }}
    where combinations.{{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

found as (
    select
        link_values.*,
        case when link_values.source_system = links.source_system then 1 else 2 end as distance,
        links.lead_key
    from link_values
    inner join {{ links }} as links
        on link_values.link_kind = links.link_kind and link_values.link_value = links.link_value
    where
        links.source_system in (link_values.source_system, '*')
        or links.means_one_person
)
{%- endmacro %}

{#-
  Which people do the link columns of an activity mean? One row per combination of links and
  person; `position` is the order in which the lists name them. Each element of a list means a
  person of its own; the first kind of link that finds somebody wins: lead and contact ids,
  opportunities, e-mails, telephones.
-#}
{% macro linked_people(
    relation, columns, links=ref('int_person_links'), names_system=false
) -%}
with {{ found_links(relation, columns, links, names_system) }},

-- each element means one person, its best match
elements as (
    select *
    from found
    qualify row_number() over (
        partition by link_hash, link_column, position order by distance, preference, lead_key
    ) = 1
),

best_groups as (
    select link_hash, min_by(link_group, (distance, preference)) as link_group
    from elements
    group by 1
)

select
    elements.link_hash,
    elements.lead_key,
    min(elements.distance * 1000000 + elements.preference * 100000 + elements.position) as position
from elements
inner join best_groups
    on elements.link_hash = best_groups.link_hash and elements.link_group = best_groups.link_group
group by 1, 2
{%- endmacro %}

{#- The person whom the links name first: for what belongs to one person only. -#}
{% macro resolved_links(relation, columns, links=ref('int_person_links')) -%}
with {{ found_links(relation, columns, links) }}

select link_hash, lead_key
from found
qualify row_number() over (
    partition by link_hash order by distance, preference, position, lead_key
) = 1
{%- endmacro %}
