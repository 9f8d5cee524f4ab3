-- What became of each MQL? Accepted: reached sql or a later stage in the episode. Rejected: ended
-- (disqualified, or put back to nurture) without that.
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
        mqls.mql_at,
        coalesce(bool_or(visits.stage in ('sql', 'opportunity', 'customer')), false) as is_accepted,
        coalesce(bool_or(visits.is_terminal and visits.entered_at >= mqls.mql_at), false)
            as has_ended,
        min(visits.entered_at)
            filter (where visits.is_terminal and visits.entered_at >= mqls.mql_at) as ended_at,
        max_by(visits.stage, visits.visit_number)
            filter (where visits.is_terminal and visits.entered_at >= mqls.mql_at) as end_stage,
        max_by(trim(visits.reason), visits.visit_number) filter (
            where visits.is_terminal
                and visits.entered_at >= mqls.mql_at
                and trim(visits.reason) <> ''
        ) as end_reason
    from mqls
    inner join visits
        on mqls.lead_key = visits.lead_key and mqls.episode_number = visits.episode_number
    group by mqls.lead_key, mqls.episode_number, mqls.mql_at
),

final as (
    select
        *,
        {{ local_date('mql_at') }} as mql_date,
        has_ended and not is_accepted as is_rejected,
        case when has_ended and not is_accepted then {{ local_date('ended_at') }} end
            as rejected_date
    from outcomes
)

select * from final
