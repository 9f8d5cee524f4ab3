-- From when to when did a candidate's number of activities within so many days meet a check that
-- compares it (equals, less than, is empty …)? The number changes with each activity and as each
-- grows too old.
with

run as (
    select * from {{ ref('run') }}
),

candidates as (
    select distinct lead_key from {{ ref('int_definition_candidates') }}
),

checks as (
    select * from {{ ref('int_rule_checks') }}
    where within_days is not null and needed_count is null
),

touches as (
    select
        touches.lead_key,
        checks.check_id,
        checks.within_days,
        touches.occurred_at,
        {{ local_date('touches.occurred_at') }} as touch_date
    from {{ ref('int_rule_touches') }} as touches
    inner join candidates on touches.lead_key = candidates.lead_key
    inner join checks on touches.activity = checks.activity
),

changes as (
    select lead_key, check_id, changed_at, sum(change) as change
    from (
        select lead_key, check_id, occurred_at as changed_at, 1 as change
        from touches
        union all
        select
            lead_key,
            check_id,
            {{ utc_time(dbt.dateadd('day', 'cast(within_days as int) + 1', 'touch_date')) }},
            -1
        from touches
    ) as single_changes
    group by 1, 2, 3
),

counts as (
    select
        lead_key,
        check_id,
        changed_at as starts_at,
        lead(changed_at) over (partition by lead_key, check_id order by changed_at) as ends_at,
        sum(change) over (
            partition by lead_key, check_id
            order by changed_at rows between unbounded preceding and current row
        ) as touch_count
    from changes
),

final as (
    select
        counts.lead_key,
        counts.check_id,
        counts.starts_at,
        counts.ends_at,
        cast(null as date) as newest_date
    from counts
    inner join checks on counts.check_id = checks.check_id
    cross join run
    where
        counts.starts_at < run.as_of_end_at
        and {{ activity_check_matches('counts.touch_count', 'checks') }}
)

select * from final
