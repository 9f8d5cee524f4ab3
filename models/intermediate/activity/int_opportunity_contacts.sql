-- Whom do the links of each opportunity name? The deal's own lists, and the leads that name it.
{%- set links = ['lead_id', 'contact_id', 'email', 'phone'] %}

with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

links as (
    {{ linked_people(ref('stg_opportunities'), links) | indent(4) }}
),

aliases as (
    select * from {{ ref('int_record_aliases') }} where kind = 'opportunity'
),

people as (
    select * from {{ ref('int_person_records') }}
),

named as (
    select opportunities.opportunity_key, links.lead_key, links.position
    from opportunities
    inner join links on {{ link_hash(links, 'opportunities') }} = links.link_hash
    union all
    select opportunities.opportunity_key, people.lead_key, 1000000000
    from aliases
    inner join opportunities
        on aliases.source_system = opportunities.source_system
        and aliases.link_value = opportunities.opportunity_id
    inner join people on aliases.record_key = people.record_key
)

select opportunity_key, lead_key, min(position) as position
from named
group by 1, 2
