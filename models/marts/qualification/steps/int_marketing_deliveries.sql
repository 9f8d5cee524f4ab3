-- What did marketing deliver, and what came back, on each day? One row per day and lead type with
-- anything to tell. An MQL within some days of the person's previous one is the same MQL and counts
-- once. Its value counts on the day it qualifies and is taken back on the day sales rejects it; who
-- becomes an MQL again after that is worth their value again.
with

funnel as (
    select * from {{ ref('int_episode_funnel') }}
),

mqls as (
    select
        outcomes.*,
        people.lead_type,
        lag(outcomes.mql_date) over history as previous_date,
        lag(outcomes.rejected_date) over history as previous_rejected_date
    from {{ ref('int_mql_outcomes') }} as outcomes
    inner join {{ ref('int_people') }} as people on outcomes.lead_key = people.lead_key
    window history as (
        partition by outcomes.lead_key order by outcomes.mql_at, outcomes.episode_number
    )
),

counted as (
    select
        *,
        coalesce(
            {{ days_between('previous_date', 'mql_date') }} <= {{ var('mql_repeat_days') }}, false
        ) as is_repeat,
        coalesce(previous_rejected_date <= mql_date, false) as is_back
    from mqls
),

events as (
    select lead_date as day, lead_type, 1 as leads, 0 as mqls, 0 as credited, 0 as rejected
    from funnel
    where lead_is_recorded
    union all
    select
        mql_date, lead_type, 0, case when is_repeat then 0 else 1 end,
        case when is_repeat and not is_back then 0 else 1 end, 0
    from counted
    union all
    select rejected_date, lead_type, 0, 0, 0, 1
    from counted
    where is_rejected and not (is_repeat and not is_back)
),

final as (
    select
        day,
        lead_type,
        cast(sum(leads) as bigint) as leads,
        cast(sum(mqls) as bigint) as mqls,
        cast(sum(credited) as bigint) as credited,
        cast(sum(rejected) as bigint) as rejected
    from events
    where day is not null
    group by 1, 2
)

select * from final
