-- Which deals are there, whose are they, and what are they worth in the reporting currency?
with

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

people as (
    select * from {{ ref('int_people') }}
),

final as (
    select
        opportunities.opportunity_key,
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.lead_key,
        coalesce(
            opportunities.company_key,
            opportunities.company_domain,
            people.customer_key,
            opportunities.company_word,
            opportunities.opportunity_key
        ) as customer_key,
        opportunities.created_at,
        {{ local_date('opportunities.created_at') }} as created_date,
        opportunities.pipeline,
        opportunities.stage,
        opportunities.amount,
        opportunities.amount_original,
        opportunities.currency,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.closed_at,
        {{ local_date('opportunities.closed_at') }} as closed_date,
        opportunities.expected_close_at,
        opportunities.lost_reason,
        opportunities.opportunity_type,
        opportunities.owner,
        coalesce(
            people.channel,
            case when opportunities.has_own_channel then opportunities.own_channel end,
            'Unknown'
        ) as channel,
        people.lead_type,
        people.country,
        opportunities.is_state_later_than_as_of,
        opportunities.source_file,
        opportunities.source_row
    from opportunities
    left join people on opportunities.lead_key = people.lead_key
)

select * from final
