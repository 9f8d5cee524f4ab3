{{ config(
    materialized="view",
    post_hook={"sql": "{{ require_rules(this) }}", "transaction": false},
) }}

-- The links of int_person_links, and the person of every opportunity, by the ids of those that
-- were merged into it, too. A view: a second copy of everybody's links is what costs.
with

opportunities as (
    select
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.merged_ids,
        people.lead_key
    from {{ ref('stg_opportunities') }} as opportunities
    inner join {{ ref('int_opportunity_people') }} as people
        on opportunities.opportunity_key = people.opportunity_key
),

opportunity_links as (
    select source_system, 'opportunity' as link_kind, opportunity_id as link_value, lead_key
    from opportunities
    union all
    select opportunities.source_system, 'opportunity', {{ merged_id('id') }}, opportunities.lead_key
    from opportunities
    {{ split_rows('opportunities.merged_ids', ';', 'id') }}
    where
        opportunities.merged_ids is not null
        and {{ merged_id('id') }} <> opportunities.opportunity_id
),

final as (
    select source_system, link_kind, link_value, lead_key, means_one_person
    from {{ ref('int_person_links') }}
    where link_kind <> 'opportunity'
    union all
    select source_system, link_kind, link_value, lead_key, false
    from opportunity_links
    union all
    -- deals named by a lead: its own system knows better, where it exported them
    select distinct
        case
            when opportunity_links.link_value is null then links.source_system else '*'
        end,
        links.link_kind, links.link_value, links.lead_key, links.means_one_person
    from {{ ref('int_person_links') }} as links
    left join opportunity_links
        on links.source_system = opportunity_links.source_system
        and links.link_value = opportunity_links.link_value
    where
        links.link_kind = 'opportunity'
        and (opportunity_links.link_value is null or links.means_one_person)
)

select * from final
