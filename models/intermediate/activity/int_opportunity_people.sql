-- Which person does each opportunity belong to?
-- Of those it names, who existed before it, then the earliest, then the first of the list; else
-- the company's earliest lead that was open before it; else nobody.
with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

contacts as (
    select * from {{ ref('int_opportunity_contacts') }}
),

company_leads as (
    select * from {{ ref('int_company_leads') }}
),

people as (
    select * from {{ ref('int_person_records') }}
),

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join people on leads.record_key = people.record_key
),

changes as (
    select * from {{ ref('int_person_stage_changes') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

linked as (
    select contacts.opportunity_key, contacts.lead_key
    from contacts
    inner join opportunities on contacts.opportunity_key = opportunities.opportunity_key
    inner join people on contacts.lead_key = people.lead_key and people.record_number = 1
    qualify row_number() over (
        partition by contacts.opportunity_key
        order by
            case when opportunities.created_at_is_date_only
                then
                    {{ local_date('people.created_at') }}
                    <= {{ local_date('opportunities.created_at') }}
                else people.created_at <= opportunities.created_at
            end desc,
            people.created_at,
            contacts.position
    ) = 1
),

-- recorded changes beat the date columns; a further record opens a case again
stage_events as (
    select lead_key, stage, entered_at from changes
    union all
    select lead_key, 'lead', created_at from leads
    {%- for stage in ['disqualified', 'nurture', 'customer'] %}
    union all
    select leads.lead_key, '{{ stage }}', leads.{{ stage }}_at
    from leads
    left join (select distinct lead_key from changes where stage = '{{ stage }}') as changed
        on leads.lead_key = changed.lead_key
    where leads.{{ stage }}_at is not null and changed.lead_key is null
    {%- endfor %}
),

last_stages as (
    select
        matched.opportunity_key,
        matched.lead_key,
        stages.is_final as is_closed
    from (select distinct opportunity_key, lead_key, before_at from company_leads) as matched
    inner join stage_events
        on matched.lead_key = stage_events.lead_key and stage_events.entered_at <= matched.before_at
    inner join stages on stage_events.stage = stages.stage
    qualify row_number() over (
        partition by matched.opportunity_key, matched.lead_key
        order by stage_events.entered_at desc, stages.position desc
    ) = 1
),

by_company as (
    select company_leads.opportunity_key, company_leads.lead_key
    from company_leads
    inner join last_stages
        on company_leads.opportunity_key = last_stages.opportunity_key
        and company_leads.lead_key = last_stages.lead_key
        and not last_stages.is_closed
    qualify row_number() over (
        partition by company_leads.opportunity_key
        order by company_leads.preference, company_leads.created_at, company_leads.record_key
    ) = 1
),

final as (
    select opportunity_key, lead_key, 'link' as matched_by from linked
    union all
    select opportunity_key, lead_key, 'company' from by_company
)

select * from final
