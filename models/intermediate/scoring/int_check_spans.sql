-- From when to when did each candidate meet each check? One row per span; open ends are null.
-- Spans of checks that an ageing rule uses are cut at each day with a new activity, so that
-- newest_date, from which points age, is the same throughout.
with

candidates as (
    select distinct candidates.lead_key, people.created_at
    from {{ ref('int_definition_candidates') }} as candidates
    inner join {{ ref('int_people') }} as people on candidates.lead_key = people.lead_key
),

checks as (
    select
        checks.*,
        coalesce(ageing.check_id is not null, false) as is_ageing
    from {{ ref('int_rule_checks') }} as checks
    left join (
        select distinct check_id
        from {{ ref('int_scoring_rules') }}
        where half_life_days is not null
    ) as ageing on checks.check_id = ageing.check_id
),

touches as (
    select
        touches.lead_key,
        candidates.created_at,
        touches.activity,
        touches.occurred_at,
        {{ local_date('touches.occurred_at') }} as touch_date,
        row_number()
            over (partition by touches.lead_key, touches.activity order by touches.occurred_at)
            as touch_number,
        lead(touches.occurred_at) over (
            partition by touches.lead_key, touches.activity order by touches.occurred_at
        ) as next_at
    from {{ ref('int_rule_touches') }} as touches
    inner join candidates on touches.lead_key = candidates.lead_key
),

field_spans as (
    select person_checks.lead_key, person_checks.check_id, candidates.created_at as starts_at,
        cast(null as timestamp) as ends_at, cast(null as date) as newest_date
    from {{ ref('int_person_checks') }} as person_checks
    inner join candidates on person_checks.lead_key = candidates.lead_key
),

-- once enough of them, always enough
lasting_spans as (
    select touches.lead_key, checks.check_id, touches.occurred_at as starts_at,
        cast(null as timestamp) as ends_at, touches.touch_date as newest_date
    from touches
    inner join checks on touches.activity = checks.activity
    where
        touches.touch_number = checks.needed_count
        and checks.within_days is null
        and not checks.is_ageing
),

-- enough of them within so many days of each other, until the first of those is too old
window_spans as (
    select newest.lead_key, checks.check_id, newest.occurred_at as starts_at,
        {{ utc_time(
            dbt.dateadd('day', 'cast(checks.within_days as int) + 1', 'first_needed.touch_date')
        ) }} as ends_at,
        newest.touch_date as newest_date
    from touches as newest
    inner join checks on newest.activity = checks.activity
    inner join touches as first_needed
        on newest.lead_key = first_needed.lead_key
        and newest.activity = first_needed.activity
        and first_needed.touch_number = newest.touch_number - greatest(checks.needed_count, 1) + 1
    where
        checks.within_days is not null
        and checks.needed_count is not null
        and {{ days_between('first_needed.touch_date', 'newest.touch_date') }} <= checks.within_days
),

window_count_spans as (
    select * from {{ ref('int_window_count_spans') }}
),

-- every other comparison holds from one activity to the next
stepwise_spans as (
    select
        touches.lead_key,
        checks.check_id,
        touches.occurred_at as starts_at,
        touches.next_at as ends_at,
        touches.touch_date as newest_date
    from touches
    inner join checks on touches.activity = checks.activity
    where
        checks.within_days is null
        and (checks.needed_count is null or checks.is_ageing)
        and {{ activity_check_matches('touches.touch_number', 'checks') }}
),

spans_of_nothing as (
    select
        candidates.lead_key,
        checks.check_id,
        candidates.created_at as starts_at,
        first_touches.occurred_at as ends_at,
        cast(null as date) as newest_date
    from candidates
    inner join checks on checks.kind = 'activity' and {{ activity_check_matches('0', 'checks') }}
    left join touches as first_touches
        on candidates.lead_key = first_touches.lead_key
        and checks.activity = first_touches.activity
        and first_touches.touch_number = 1
),

spans as (
    select * from field_spans
    union all
    select * from lasting_spans
    union all
    select * from window_spans
    union all
    select * from window_count_spans
    union all
    select * from stepwise_spans
    union all
    select * from spans_of_nothing
),

-- nobody is qualified before the record exists
final as (
    select
        spans.lead_key,
        spans.check_id,
        greatest(spans.starts_at, candidates.created_at) as starts_at,
        spans.ends_at,
        spans.newest_date
    from spans
    inner join candidates on spans.lead_key = candidates.lead_key
    where
        (spans.ends_at is null or spans.ends_at > candidates.created_at)
        and (spans.ends_at is null or spans.ends_at > spans.starts_at)
)

select * from final
