-- For each activity and lead type: how many leads at risk did it before the cut, and won?
-- An activity is a touch type, and a type with its asset (`download:guide`). Both are tested.
-- The guide's plain comparison looks at everybody who ever did it.
with

leads as (
    select lead_key, lead_type, created_at, cut_at, half, is_at_risk, is_won_after_landmark as is_won, is_customer
    from {{ ref('int_decision_leads') }}
),

-- the one pass over all touches
lead_assets as (
    select
        touches.lead_key,
        touches.touch_type,
        nullif(trim(touches.asset), '') as asset,
        bool_or(touches.occurred_at >= leads.created_at and touches.occurred_at < leads.cut_at) as is_in_time,
        bool_or(touches.occurred_at >= leads.cut_at) as is_later
    from {{ ref('int_touchpoints') }} as touches
    inner join leads on touches.lead_key = leads.lead_key
    group by 1, 2, 3
),

lead_activities as (
    select lead_key, concat(touch_type, ':', asset) as activity, is_in_time, is_later
    from lead_assets
    where asset is not null
    union all
    select lead_key, touch_type, bool_or(is_in_time), bool_or(is_later)
    from lead_assets
    group by 1, 2
),

activity_counts as (
    select
        activities.activity,
        coalesce(leads.lead_type, 'all') as lead_type,
        count(*) as naive_leads,
        count(*) filter (where leads.is_customer) as naive_customers,
        bool_or(activities.is_later) as is_seen_later,
        {%- for half in [1, 2] %}
        count(*) filter (where activities.is_in_time and leads.is_at_risk and leads.half = {{ half }}) as with_leads_{{ half }},
        count(*) filter (where activities.is_in_time and leads.is_at_risk and leads.is_won and leads.half = {{ half }})
            as with_wins_{{ half }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from lead_activities as activities
    inner join leads on activities.lead_key = leads.lead_key
    group by grouping sets ((activities.activity), (activities.activity, leads.lead_type))
),

totals as (
    select
        coalesce(lead_type, 'all') as lead_type,
        {%- for half in [1, 2] %}
        count(*) filter (where half = {{ half }}) as all_leads_{{ half }},
        count(*) filter (where half = {{ half }} and is_won) as all_wins_{{ half }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from leads
    where is_at_risk
    group by grouping sets ((), (lead_type))
),

final as (
    select
        counts.activity,
        counts.lead_type,
        counts.with_leads_1 + counts.with_leads_2 as with_leads,
        counts.with_wins_1 + counts.with_wins_2 as with_wins,
        coalesce(totals.all_leads_1 + totals.all_leads_2, 0) as all_leads,
        coalesce(totals.all_wins_1 + totals.all_wins_2, 0) as all_wins,
        {%- for half in [1, 2] %}
        counts.with_leads_{{ half }},
        counts.with_wins_{{ half }},
        coalesce(totals.all_leads_{{ half }}, 0) as all_leads_{{ half }},
        coalesce(totals.all_wins_{{ half }}, 0) as all_wins_{{ half }},
        {%- endfor %}
        counts.naive_leads,
        counts.naive_customers,
        counts.is_seen_later
    from activity_counts as counts
    left join totals on counts.lead_type = totals.lead_type
)

select * from final
