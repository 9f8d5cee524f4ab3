-- Which MQLs did sales accept, reject (and why) or leave undecided?
-- Accepted: reached sql or a later stage in the episode. Rejected: ended (disqualified, or put
-- back to nurture) without that.
with

visits as (
    select visits.*, stages.is_terminal
    from {{ ref('fct_stage_visits') }} as visits
    inner join {{ ref('int_stages') }} as stages on visits.stage = stages.stage
),

mqls as (
    select lead_key, episode_number, min(entered_at) as mql_at
    from visits
    where stage = 'mql' and not is_skip_imputed
    group by 1, 2
),

outcomes as (
    select
        mqls.lead_key,
        mqls.episode_number,
        {{ month_start(local_date('mqls.mql_at')) }} as month,
        coalesce(bool_or(visits.stage in ('sql', 'opportunity', 'customer')), false) as is_accepted,
        coalesce(bool_or(visits.is_terminal and visits.entered_at >= mqls.mql_at), false)
            as has_ended,
        max_by(visits.stage, visits.visit_number)
            filter (where visits.is_terminal and visits.entered_at >= mqls.mql_at) as end_stage,
        max_by(nullif(trim(visits.reason), ''), visits.visit_number)
        filter (where visits.is_terminal and visits.entered_at >= mqls.mql_at) as end_reason
    from mqls
    inner join visits
        on mqls.lead_key = visits.lead_key and mqls.episode_number = visits.episode_number
    group by mqls.lead_key, mqls.episode_number, mqls.mql_at
),

judged as (
    select
        outcomes.month,
        coalesce(people.owner, '(none)') as owner,
        -- a change of stage seldom says why; the record's own reason does
        case
            when outcomes.is_accepted or not outcomes.has_ended then '(none)'
            when outcomes.end_reason is not null then outcomes.end_reason
            when outcomes.end_stage = 'nurture' then 'nurture'
            else coalesce(nullif(trim(people.status_reason), ''), '(none)')
        end as reason,
        outcomes.is_accepted,
        outcomes.has_ended and not outcomes.is_accepted as is_rejected
    from outcomes
    inner join {{ ref('int_people') }} as people on outcomes.lead_key = people.lead_key
),

counts as (
    select
        month,
        owner,
        reason,
        count(*) as mqls,
        count(*) filter (where is_accepted) as accepted,
        count(*) filter (where is_rejected) as rejected
    from judged
    group by 1, 2, 3
),

final as (
    select
        month,
        owner,
        reason,
        cast(mqls as bigint) as mqls,
        cast(accepted as bigint) as accepted,
        cast(rejected as bigint) as rejected,
        cast(mqls - accepted - rejected as bigint) as undecided,
        {{ rate('accepted', '(accepted + rejected)') }} as acceptance_rate,
        {{ rate('sum(accepted) over owner_month', '(sum(accepted + rejected) over owner_month)') }}
            as owner_acceptance_rate
    from counts
    window owner_month as (partition by month, owner)
)

select * from final
