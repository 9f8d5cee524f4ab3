-- When did each person enter which stage, by what evidence?
-- Recorded changes beat date columns, stage by stage. The first won new deal dates a customer,
-- a linked new deal an opportunity nobody dated. A status without any date only proves
-- that the stage was reached (is_undated): it takes nobody back from a sale or an open deal.
{%- set date_columns = {
    'mql': 'mql_at', 'sql': 'sql_at', 'opportunity': 'opportunity_at', 'customer': 'customer_at',
    'disqualified': 'disqualified_at', 'nurture': 'nurture_at',
} %}

with

people as (
    select * from {{ ref('int_person_records') }}
),

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join people on leads.record_key = people.record_key
),

-- a history of stages seldom carries the reason; the record's status often does
reasons as (
    select lead_key, max(status_reason) as status_reason
    from leads
    group by 1
),

changes as (
    select
        changes.lead_key,
        changes.stage,
        changes.entered_at,
        changes.is_date_only,
        coalesce(
            changes.reason,
            case when changes.stage in ('disqualified', 'nurture') then reasons.status_reason end
        ) as reason
    from {{ ref('int_person_stage_changes') }} as changes
    left join reasons on changes.lead_key = reasons.lead_key
),

date_columns as (
    {%- for stage, column in date_columns.items() %}
    select
        lead_key,
        '{{ stage }}' as stage,
        {{ column }} as entered_at,
        {{ column }}_is_date_only as is_date_only,
        status_reason as reason
    from leads
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

won_deals as (
    select
        lead_key,
        'customer' as stage,
        min(closed_at) as entered_at,
        false as is_date_only,
        null as reason
    from {{ ref('int_opportunities') }}
    where is_won and opportunity_type = 'new' and closed_at is not null and lead_key is not null
    group by 1
),

deals as (
    select
        lead_key,
        'opportunity' as stage,
        min(created_at) as entered_at,
        min_by(created_at_is_date_only, created_at) as is_date_only,
        null as reason
    from {{ ref('int_opportunities') }}
    where opportunity_type = 'new' and lead_key is not null
    group by 1
),

dated as (
    select *, 'deal' as evidence, 1 as preference from won_deals
    union all
    select *, 'change', 2 from changes
    union all
    select *, 'column', 3 from date_columns
    union all
    select *, 'deal', 4 from deals
),

-- for one stage of one person only the best kind of evidence counts
best_dated as (
    select lead_key, stage, entered_at, is_date_only, reason, evidence, false as is_undated
    from dated
    qualify preference = min(preference) over (partition by lead_key, stage)
),

statuses as (
    select * from {{ ref('int_status_stages') }}
),

-- what a status of later does not undo: whoever owns a lead seldom sets it after the sale
furthest as (
    select
        standing.lead_key,
        max(stages.funnel_position) as funnel_position,
        min(standing.entered_at) as entered_at
    from (
        select lead_key, stage, entered_at from best_dated where stage = 'customer'
        union all
        select lead_key, 'opportunity', created_at
        from {{ ref('int_opportunities') }}
        where opportunity_type = 'new' and not is_closed and lead_key is not null
    ) as standing
    inner join {{ ref('int_stages') }} as stages on standing.stage = stages.stage
    group by 1
),

undated as (
    select
        statuses.lead_key,
        statuses.stage,
        max(statuses.entered_at) as entered_at,
        max(statuses.reason) as reason
    from statuses
    inner join {{ ref('int_stages') }} as stages on statuses.stage = stages.stage
    left join best_dated
        on statuses.lead_key = best_dated.lead_key and statuses.stage = best_dated.stage
    left join furthest on statuses.lead_key = furthest.lead_key
    where
        best_dated.lead_key is null
        and coalesce(
            stages.funnel_position >= furthest.funnel_position
            or statuses.entered_at < furthest.entered_at,
            true
        )
    group by 1, 2
),

final as (
    select * from best_dated
    union all
    select lead_key, stage, entered_at, false, reason, 'status', true
    from undated
)

select distinct * from final
