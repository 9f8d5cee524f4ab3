-- When did each person, or each deal without a person, reach which goal?
-- lead: an episode that starts. mql: an episode's first recorded entry. opportunity and customer:
-- each new deal, opened and won; and, of those who have no new deal, recorded stage entries.
with

episodes as (
    select * from {{ ref('fct_lead_episodes') }}
),

people as (
    select * from {{ ref('int_people') }}
),

new_customers as (
    select * from {{ ref('int_new_customers') }}
),

record_days as (
    select lead_key, created_at, bool_or(created_at_is_date_only) as is_date_only
    from {{ ref('int_person_records') }}
    group by 1, 2
),

event_days as (
    select lead_key, stage, entered_at, bool_or(is_date_only) as is_date_only
    from {{ ref('int_mql_events') }}
    group by 1, 2, 3
),

leads as (
    select
        'lead' as goal,
        concat(episodes.lead_key, '|', episodes.episode_number) as conversion_key,
        episodes.lead_key,
        episodes.started_at as converted_at,
        coalesce(record_days.is_date_only, false) as is_date_only,
        cast(null as decimal(18, 2)) as value
    from episodes
    left join record_days
        on episodes.lead_key = record_days.lead_key and episodes.started_at = record_days.created_at
),

first_entries as (
    select lead_key, episode_number, stage, min(entered_at) as entered_at
    from {{ ref('fct_stage_visits') }}
    where stage in ('mql', 'opportunity')
    group by 1, 2, 3
    having bool_or(not is_skip_imputed)
),

entries as (
    select
        first_entries.stage as goal,
        concat(first_entries.lead_key, '|', first_entries.episode_number) as conversion_key,
        first_entries.lead_key,
        people.lead_type,
        first_entries.entered_at as converted_at,
        coalesce(event_days.is_date_only, false) as is_date_only
    from first_entries
    inner join people on first_entries.lead_key = people.lead_key
    left join event_days
        on first_entries.lead_key = event_days.lead_key
        and first_entries.stage = event_days.stage
        and first_entries.entered_at = event_days.entered_at
),

mqls as (
    select
        entries.goal,
        entries.conversion_key,
        entries.lead_key,
        entries.converted_at,
        entries.is_date_only,
        cast(mql_values.mql_value as decimal(18, 2)) as value
    from entries
    left join {{ ref('int_mql_values') }} as mql_values on entries.lead_type = mql_values.lead_type
    where entries.goal = 'mql'
),

deals as (
    select
        opportunities.*,
        dated.created_at_is_date_only,
        dated.closed_at_is_date_only
    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('stg_opportunities') }} as dated
        on opportunities.opportunity_key = dated.opportunity_key
    where opportunities.opportunity_type = 'new'
),

deal_events as (
    select
        'opportunity' as goal, opportunity_key as conversion_key, lead_key,
        created_at as converted_at, created_at_is_date_only as is_date_only,
        case when is_won then amount else 0 end as value
    from deals
    union all
    select 'customer', opportunity_key, lead_key, closed_at, closed_at_is_date_only, amount
    from deals
    where is_won and closed_at is not null
),

entries_without_deal as (
    select
        entries.goal,
        entries.conversion_key,
        entries.lead_key,
        entries.converted_at,
        entries.is_date_only
    from entries
    where
        entries.goal = 'opportunity'
        and entries.lead_key not in (select lead_key from deals where lead_key is not null)
    union all
    select 'customer', conversion_key, lead_key, converted_at, is_date_only
    from new_customers
    where not is_deal
),

final as (
    select * from leads
    union all
    select * from mqls
    union all
    select * from deal_events
    union all
    select goal, conversion_key, lead_key, converted_at, is_date_only, cast(0 as decimal(18, 2))
    from entries_without_deal
)

select * from final
