-- How many leads of each stretch of the period did which activity before the cut, and won?
-- An activity is a touch type, and a type with its asset (`download:guide`). Both are tested.
-- The guide's plain comparison looks at everybody who ever did it.
with

leads as (
    select
        lead_key,
        {{ fast_hash(['lead_key']) }} as lead_hash,
        -- leads that count alike share a number, so that touches are counted without finding them
        -- again
        dense_rank()
            over (order by lead_type, slice, is_at_risk, is_won_after_landmark, is_customer)
            as profile,
        lead_type,
        slice,
        is_at_risk,
        is_won_after_landmark as is_won,
        is_customer,
        created_at,
        cut_at
    from {{ ref('int_decision_leads') }}
),

profiles as (
    select distinct profile, lead_type, slice, is_at_risk, is_won, is_customer from leads
),

-- the one pass over all touches
lead_assets as (
    select
        leads.lead_hash,
        leads.profile,
        touches.touch_type,
        touches.asset,
        bool_or(touches.occurred_at >= leads.created_at and touches.occurred_at < leads.cut_at)
            as is_in_time,
        bool_or(touches.occurred_at >= leads.cut_at) as is_later
    from {{ ref('int_touchpoints') }} as touches
    inner join leads on touches.lead_key = leads.lead_key
    group by 1, 2, 3, 4
),

lead_types_of_touch as (
    select
        lead_hash,
        profile,
        touch_type,
        bool_or(is_in_time) as is_in_time,
        bool_or(is_later) as is_later
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

final as (
    select
        counts.activity,
        coalesce(profiles.lead_type, 'all') as lead_type,
        profiles.slice,
        coalesce(sum(counts.leads_in_time) filter (where profiles.is_at_risk), 0) as with_leads,
        coalesce(
            sum(counts.leads_in_time) filter (where profiles.is_at_risk and profiles.is_won), 0
        ) as with_wins,
        sum(counts.leads) as naive_leads,
        coalesce(sum(counts.leads) filter (where profiles.is_customer), 0) as naive_customers,
        bool_or(counts.is_seen_later) as is_seen_later
    from profile_counts as counts
    inner join profiles on counts.profile = profiles.profile
    group by
        grouping sets (
            (counts.activity, profiles.slice), (counts.activity, profiles.slice, profiles.lead_type)
        )
)

select * from final
