-- For each activity and lead type: how many leads at risk did it before the cut, and won?
-- What existed in only a part of the period is tested in that part, and stable in its halves: a
-- stretch without it at the beginning or end is left out where, at the rate of the rest, so many
-- leads should have done it (or so many leads of the type come) that chance leaves none.
{%- set slices = var('activity_period_slices') %}

with

activity_slices as (
    select * from {{ ref('int_activity_slices') }}
),

totals as (
    select
        coalesce(lead_type, 'all') as lead_type,
        slice,
        count(*) as all_leads,
        count(*) filter (where is_won_after_landmark) as all_wins,
        min({{ local_date('created_at') }}) as first_date,
        max({{ local_date('created_at') }}) as last_date
    from {{ ref('int_decision_leads') }}
    where is_at_risk
    group by grouping sets ((slice), (slice, lead_type))
),

lead_type_spans as (
    select
        lead_type,
        case
            when
                sum(all_leads) * (min(slice) - 1)
                >= {{ var('activity_absence_leads') }} * (max(slice) - min(slice) + 1)
                then min(slice)
            else 1
        end as from_slice,
        case
            when sum(all_leads) * ({{ slices }} - max(slice))
                >= {{ var('activity_absence_leads') }} * (max(slice) - min(slice) + 1)
                then max(slice)
            else {{ slices }}
        end as until_slice
    from totals
    group by 1
),

activities as (
    select
        activity,
        lead_type,
        sum(with_leads) as with_leads,
        sum(with_wins) as with_wins,
        sum(naive_leads) as naive_leads,
        sum(naive_customers) as naive_customers,
        bool_or(is_seen_later) as is_seen_later,
        min(slice) filter (where with_leads > 0) as first_slice,
        max(slice) filter (where with_leads > 0) as last_slice
    from activity_slices
    group by 1, 2
),

exposures as (
    select
        activities.activity,
        activities.lead_type,
        sum(totals.all_leads) filter (
            where totals.slice between activities.first_slice and activities.last_slice
        ) as exposed,
        coalesce(sum(totals.all_leads) filter (where totals.slice < activities.first_slice), 0)
            as before,
        coalesce(sum(totals.all_leads) filter (where totals.slice > activities.last_slice), 0)
            as after
    from activities
    inner join totals on activities.lead_type = totals.lead_type
    group by 1, 2
),

parts as (
    select
        activities.*,
        case
            when
                activities.with_leads * exposures.before
                >= {{ var('activity_absence_leads') }} * exposures.exposed
                then activities.first_slice
            else coalesce(spans.from_slice, 1)
        end as from_slice,
        case
            when
                activities.with_leads * exposures.after
                >= {{ var('activity_absence_leads') }} * exposures.exposed
                then activities.last_slice
            else coalesce(spans.until_slice, {{ slices }})
        end as until_slice
    from activities
    left join exposures
        on activities.activity = exposures.activity and activities.lead_type = exposures.lead_type
    left join lead_type_spans as spans on activities.lead_type = spans.lead_type
),

final as (
    select
        parts.activity,
        parts.lead_type,
        cast(max(parts.with_leads) as bigint) as with_leads,
        cast(max(parts.with_wins) as bigint) as with_wins,
        coalesce(sum(totals.all_leads), 0) as all_leads,
        coalesce(sum(totals.all_wins), 0) as all_wins,
        {%- for half, comparison in [(1, '<'), (2, '>=')] %}
        {%- set in_half =
            '2 * totals.slice ' ~ comparison ~ ' parts.from_slice + parts.until_slice' %}
        cast(
            coalesce(sum(counts.with_leads) filter (where {{ in_half }}), 0) as bigint
        ) as with_leads_{{ half }},
        cast(
            coalesce(sum(counts.with_wins) filter (where {{ in_half }}), 0) as bigint
        ) as with_wins_{{ half }},
        coalesce(sum(totals.all_leads) filter (where {{ in_half }}), 0) as all_leads_{{ half }},
        coalesce(sum(totals.all_wins) filter (where {{ in_half }}), 0) as all_wins_{{ half }},
        {%- endfor %}
        min(totals.first_date) as tested_from,
        max(totals.last_date) as tested_until,
        cast(max(parts.naive_leads) as bigint) as naive_leads,
        cast(max(parts.naive_customers) as bigint) as naive_customers,
        bool_or(parts.is_seen_later) as is_seen_later
    from parts
    left join totals
        on parts.lead_type = totals.lead_type
        and totals.slice between parts.from_slice and parts.until_slice
    left join activity_slices as counts
        on parts.activity = counts.activity
        and parts.lead_type = counts.lead_type
        and totals.slice = counts.slice
    group by 1, 2
)

select * from final
