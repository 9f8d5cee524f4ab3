-- For each activity and lead type: how many leads at risk did it before the cut, and won?
-- An activity is a touch type, and a type with its asset (`download:guide`). Both are tested.
-- The guide's plain comparison looks at everybody who ever did it.
with

leads as (
    select
        lead_key,
        {{ fast_hash(['lead_key']) }} as lead_hash,
        -- leads that count alike share a number, so that touches are counted without finding them again
        dense_rank() over (order by lead_type, half, is_at_risk, is_won_after_landmark, is_customer) as profile,
        lead_type,
        half,
        is_at_risk,
        is_won_after_landmark as is_won,
        is_customer,
        created_at,
        cut_at
    from {{ ref('int_decision_leads') }}
),

profiles as (
    select distinct profile, lead_type, half, is_at_risk, is_won, is_customer from leads
),

-- the one pass over all touches
lead_assets as (
    select
        leads.lead_hash,
        leads.profile,
        touches.touch_type,
        touches.asset,
        bool_or(touches.occurred_at >= leads.created_at and touches.occurred_at < leads.cut_at) as is_in_time,
        bool_or(touches.occurred_at >= leads.cut_at) as is_later
    from {{ ref('int_touchpoints') }} as touches
    inner join leads on touches.lead_key = leads.lead_key
    group by 1, 2, 3, 4
),

lead_types_of_touch as (
    select lead_hash, profile, touch_type, bool_or(is_in_time) as is_in_time, bool_or(is_later) as is_later
    from lead_assets
    group by 1, 2, 3
),

profile_counts as (
    select
        concat(touch_type, ':', trim(asset)) as activity,
        profile,
        count(*) as leads,
        count(*) filter (where is_in_time) as leads_in_time,
        bool_or(is_later) as is_seen_later
    from lead_assets
    where nullif(trim(asset), '') is not null
    group by 1, 2
    union all
    select touch_type, profile, count(*), count(*) filter (where is_in_time), bool_or(is_later)
    from lead_types_of_touch
    group by 1, 2
),

activity_counts as (
    select
        counts.activity,
        coalesce(profiles.lead_type, 'all') as lead_type,
        sum(counts.leads) as naive_leads,
        coalesce(sum(counts.leads) filter (where profiles.is_customer), 0) as naive_customers,
        bool_or(counts.is_seen_later) as is_seen_later,
        {%- for half in [1, 2] %}
        coalesce(sum(counts.leads_in_time) filter (where profiles.is_at_risk and profiles.half = {{ half }}), 0)
            as with_leads_{{ half }},
        coalesce(sum(counts.leads_in_time) filter (
            where profiles.is_at_risk and profiles.is_won and profiles.half = {{ half }}
        ), 0) as with_wins_{{ half }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from profile_counts as counts
    inner join profiles on counts.profile = profiles.profile
    group by grouping sets ((counts.activity), (counts.activity, profiles.lead_type))
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
        cast(counts.with_leads_1 + counts.with_leads_2 as bigint) as with_leads,
        cast(counts.with_wins_1 + counts.with_wins_2 as bigint) as with_wins,
        coalesce(totals.all_leads_1 + totals.all_leads_2, 0) as all_leads,
        coalesce(totals.all_wins_1 + totals.all_wins_2, 0) as all_wins,
        {%- for half in [1, 2] %}
        cast(counts.with_leads_{{ half }} as bigint) as with_leads_{{ half }},
        cast(counts.with_wins_{{ half }} as bigint) as with_wins_{{ half }},
        coalesce(totals.all_leads_{{ half }}, 0) as all_leads_{{ half }},
        coalesce(totals.all_wins_{{ half }}, 0) as all_wins_{{ half }},
        {%- endfor %}
        cast(counts.naive_leads as bigint) as naive_leads,
        cast(counts.naive_customers as bigint) as naive_customers,
        counts.is_seen_later
    from activity_counts as counts
    left join totals on counts.lead_type = totals.lead_type
)

select * from final
