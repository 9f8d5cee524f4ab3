-- Which leads got a proposal, or were handed to somebody who closes, after they were reached?
with

run as (
    select * from {{ ref('run') }}
),

people as (
    select lead_key, lead_type, owner from {{ ref('int_people') }}
),

closers as (
    select distinct owner from {{ ref('team_members') }} where role = 'closer'
),

stages as (
    select * from {{ ref('opportunity_stages') }}
),

first_proposal as (
    select min(position) as position from stages where kpi = 'proposal'
),

deals as (
    select opportunities.lead_key, max(cast(
        opportunities.is_won
        or (not coalesce(stages.is_lost, false) and stages.position >= first_proposal.position)
        as int)) = 1 as has_proposal
    from {{ ref('fct_opportunities') }} as opportunities
    cross join first_proposal
    left join stages on opportunities.stage = stages.stage
    where opportunities.lead_key is not null
    group by 1
),

-- a deal that was lost later had its proposal all the same
changes as (
    select distinct opportunities.lead_key
    from {{ ref('int_opportunity_stage_changes') }} as changes
    inner join {{ ref('int_stage_words') }} as words
        on changes.source_system = words.source_system
        and words.object = 'opportunity'
        and words.field = 'stage_as_given'
        and lower(trim(changes.stage_as_given)) = words.stage_word
    inner join stages on words.stage = stages.stage
    inner join first_proposal
        on stages.position >= first_proposal.position and not coalesce(stages.is_lost, false)
    inner join {{ ref('fct_opportunities') }} as opportunities
        on changes.opportunity_key = opportunities.opportunity_key
    where opportunities.lead_key is not null
),

contacts as (
    select lead_key, min(first_connected_at) as first_connected_at
    from {{ ref('int_first_contacts') }}
    group by 1
),

reps as (
    select lead_key, min_by(rep, occurred_at) filter (where rep is not null) as rep
    from {{ ref('fct_contact_attempts') }}
    where is_connect and lead_key is not null
    group by 1
),

maturities as (
    select lead_type, maturity_days
    from {{ ref('int_maturities') }}
    where from_stage = 'lead' and to_stage = 'opportunity'
),

final as (
    select
        contacts.lead_key,
        contacts.first_connected_at,
        {{ days_between(local_date('contacts.first_connected_at'), 'run.as_of') }}
        >= maturities.maturity_days as is_mature,
        coalesce(deals.has_proposal, false)
        or changes.lead_key is not null
        or (
            closers.owner is not null
            and reps.rep is distinct from people.owner
            and reps.rep is not null
        ) as has_advanced
    from contacts
    cross join run
    inner join people on contacts.lead_key = people.lead_key
    left join maturities on people.lead_type = maturities.lead_type
    left join deals on contacts.lead_key = deals.lead_key
    left join changes on contacts.lead_key = changes.lead_key
    left join closers on people.owner = closers.owner
    left join reps on contacts.lead_key = reps.lead_key
)

select * from final
