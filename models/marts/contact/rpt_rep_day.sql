-- How does each rep's day and last month of follow-up stand, for the team lead? Rates are drawn
-- toward the common one by as much as people differ, so that luck ranks nobody.
{%- set since = dbt.dateadd('day', -var('sla_standing_days'), 'run.as_of') %}

with

run as (
    select * from {{ ref('run') }}
),

days as (
    select * from {{ ref('int_rep_days') }} where not has_left
),

lists as (
    select
        owner,
        count(*) filter (where is_due_today) as planned,
        sum(case when is_due_today then minutes_needed else 0 end) as planned_minutes,
        count(*) filter (where is_due_today and deadline_at is not null) as promised,
        count(*) filter (where bulk_action = 'send_to_nurture') as to_nurture,
        count(*) filter (where bulk_action = 'review_deal') as deals_to_review,
        count(*) filter (where bulk_action = 'another_day') as another_day
    from {{ ref('rpt_worklist') }}
    group by 1
),

open_leads as (
    select
        owner,
        count(*) as open_leads,
        count(*) filter (where not has_next_step) as without_next_step
    from {{ ref('fct_followup_status') }}
    group by 1
),

-- a contact with several people is one attempt, and connects if any of them answered
contacts as (
    select attempt_key, max(rep) as owner, max(cast(is_connect as int)) as is_connect
    from {{ ref('fct_contact_attempts') }}
    cross join run
    where {{ local_date('occurred_at') }} > {{ since }}
    group by 1
),

worked as (
    select owner, count(*) as attempts, sum(is_connect) as connects from contacts group by 1
),

working_days as (
    select count(distinct openings.day_date) as working_days
    from {{ ref('int_openings') }} as openings
    cross join run
    where openings.calendar_id = 'default'
        and openings.day_date > {{ since }} and openings.day_date <= run.as_of
),

effort as (
    select 60e0 / attempts_per_hour as attempt_minutes, talk_minutes_per_connect as talk_minutes
    from {{ ref('int_contact_values') }}
    where lead_type = 'all'
),

on_time as (
    select * from {{ ref('rpt_sales_sla_standing') }}
    where clause = 'first_attempt' and group_kind = 'owner'
),

common as (
    select
        sum(connects) as all_connects,
        sum(attempts) as all_attempts,
        cast(sum(connects) as double) / nullif(sum(attempts), 0) as rate,
        {{ shrinkage_weight(
            '(cast(sum(connects) as double) / sum(attempts))',
            '(sum(cast(connects * connects as double) / attempts)'
            ~ ' - power(sum(cast(connects as double)), 2) / sum(attempts))',
            'count(*)', 'sum(cast(attempts as double))', 'sum(power(cast(attempts as double), 2))'
        ) }} as strength
    from worked
    where owner in (select days.owner from days)
),

joined as (
    select
        days.owner, days.team, days.minutes_in_day,
        lists.* except (owner), open_leads.* except (owner),
        coalesce(worked.attempts, 0) as attempts,
        coalesce(worked.connects, 0) as connects,
        working_days.working_days,
        coalesce(worked.attempts, 0) * effort.attempt_minutes
        + coalesce(worked.connects, 0) * effort.talk_minutes as minutes_used,
        case when common.strength is null then common.all_connects
            else coalesce(worked.connects, 0) + common.strength * common.rate end as drawn_connects,
        case when common.strength is null then common.all_attempts
            else coalesce(worked.attempts, 0) + common.strength end as drawn_attempts,
        common.rate as common_connect_rate,
        on_time.met, on_time.judged, on_time.rate_shrunk, on_time.rate_shrunk_lower,
        on_time.rate_shrunk_upper, on_time.common_rate, on_time.standing
    from days
    cross join common
    cross join working_days
    cross join effort
    inner join open_leads on days.owner = open_leads.owner
    left join lists on days.owner = lists.owner
    left join worked on days.owner = worked.owner
    left join on_time on days.owner = on_time.group_value
),

final as (
    select
        owner,
        coalesce(team, '(none)') as team,
        {%- for column in [
            'open_leads', 'without_next_step', 'planned', 'promised', 'to_nurture',
            'deals_to_review', 'another_day', 'attempts', 'connects',
        ] %}
        cast(coalesce({{ column }}, 0) as bigint) as {{ column }},
        {%- endfor %}
        {{ rate('planned_minutes', 'minutes_in_day') }} as planned_share,
        {{ rate('minutes_used', '(minutes_in_day * working_days)') }} as capacity_used,
        {{ rate('drawn_connects', 'drawn_attempts') }} as connect_rate_shrunk,
        {{ wilson_lower('drawn_connects', 'drawn_attempts') }} as connect_rate_lower,
        {{ wilson_upper('drawn_connects', 'drawn_attempts') }} as connect_rate_upper,
        {{ published('common_connect_rate') }} as common_connect_rate,
        cast(coalesce(met, 0) as bigint) as on_time,
        cast(coalesce(judged, 0) as bigint) as on_time_judged,
        rate_shrunk as on_time_rate_shrunk,
        rate_shrunk_lower as on_time_rate_lower,
        rate_shrunk_upper as on_time_rate_upper,
        common_rate as common_on_time_rate,
        standing as on_time_standing
    from joined
)

select * from final
