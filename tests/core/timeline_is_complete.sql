-- Each exported event of a person we know must be in their history, once.
with

expected as (
    select
        case when is_implied then 'implied' else 'touch' end as source, count(*) as events
    from {{ ref('fct_touchpoints') }}
    where lead_key is not null
    group by 1
    union all
    select case direction when 'inbound' then 'inbound_contact' else 'contact_attempt' end, count(*)
    from {{ ref('int_attempt_people') }}
    where lead_key is not null
    group by 1
    union all
    select 'stage', count(*) from {{ ref('fct_stage_visits') }} where not is_skip_imputed
    union all
    select 'opportunity_created', count(*)
    from {{ ref('fct_opportunities') }}
    where lead_key is not null
    union all
    select case when is_won then 'opportunity_won' else 'opportunity_lost' end, count(*)
    from {{ ref('fct_opportunities') }}
    where lead_key is not null and closed_at is not null
    group by 1
    union all
    select 'opportunity_stage', count(*)
    from {{ ref('int_opportunity_stage_changes') }} as changes
    inner join {{ ref('fct_opportunities') }} as opportunities
        on changes.opportunity_key = opportunities.opportunity_key
    where opportunities.lead_key is not null
    union all
    select 'task', count(*)
    from {{ ref('int_task_people') }}
    where lead_key is not null and coalesce(created_at, completed_at) is not null
),

shown as (
    select
        case when event_type in (
            'implied',
            'inbound_contact',
            'contact_attempt',
            'stage',
            'opportunity_created',
            'opportunity_won',
            'opportunity_lost', 'opportunity_stage', 'task', 'nps_response', 'invoice'
        ) then event_type else 'touch' end as source,
        count(*) as events
    from {{ ref('fct_lead_timeline') }}
    group by 1
)

select
    coalesce(expected.source, shown.source) as source,
    expected.events as events_expected,
    shown.events as events_shown
from expected
full join shown on expected.source = shown.source
where
    coalesce(expected.events, 0) <> coalesce(shown.events, 0)
    and coalesce(expected.source, shown.source) not in ('nps_response', 'invoice')
