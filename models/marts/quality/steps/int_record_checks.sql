-- Is what was agreed recorded of each lead and deal? Its fields filled, its words known to the
-- settings, a deal linked to a person. Whatever the month, this is judged as known now. People who
-- refused contact are left out: nothing has to be agreed with them.
with

people as (
    select * from {{ ref('int_people') }}
),

leads as (
    select lead_key, channel from {{ ref('dim_leads') }} where not is_opted_out
),

-- the record by which a person is shown is the first one
first_records as (
    select lead_key, record_type from {{ ref('int_person_records') }} where record_number = 1
),

deals as (
    select * from {{ ref('fct_opportunities') }}
),

countries as (
    select distinct lower(trim(alias)) as alias from {{ ref('countries') }}
),

known_owners as (
    select distinct owner from {{ ref('int_owner_words') }} where is_known
),

final as (
    select
        first_records.record_type,
        people.lead_key as record_key,
        people.lead_key,
        people.source_system,
        people.lead_id as record_id,
        people.owner,
        people.created_date,
        false as is_closed,
        cast(null as date) as closed_date,
        {{ empty_fields(var('agreed_lead_fields'), 'people') | indent(8) }} as empty_fields,
        nullif(concat_ws(', ',
            case when leads.channel = 'Unassigned' then 'channel' end,
            case when people.owner is not null and known_owners.owner is null then 'owner' end,
            case when people.country_as_given is not null and countries.alias is null
                then 'country' end
        ), '') as unmapped_fields,
        true as is_linked,
        false as has_written_step
    from people
    inner join leads on people.lead_key = leads.lead_key
    inner join first_records on people.lead_key = first_records.lead_key
    left join known_owners on people.owner = known_owners.owner
    left join countries on lower(trim(people.country_as_given)) = countries.alias
    union all
    select
        'opportunity',
        deals.opportunity_key,
        deals.lead_key,
        deals.source_system,
        deals.opportunity_id,
        deals.owner,
        deals.created_date,
        deals.is_closed,
        deals.closed_date,
        {{ empty_fields(var('agreed_deal_fields'), 'deals') | indent(8) }},
        nullif(concat_ws(', ',
            case when deals.stage is null then 'stage' end,
            case when deals.owner is not null and known_owners.owner is null then 'owner' end
        ), ''),
        deals.lead_key is not null,
        records.next_step is not null
    from deals
    inner join {{ ref('stg_opportunities') }} as records
        on deals.opportunity_key = records.opportunity_key
    left join known_owners on deals.owner = known_owners.owner
)

select * from final
