-- A deadline in business hours is reached while the calendar is open (or as it closes), and the
-- business time up to it is exactly what was promised.
select deadlines.lead_key, deadlines.episode_number, deadlines.clause, deadlines.deadline_at
from {{ ref('int_sla_deadlines') }} as deadlines
left join {{ ref('int_business_utc_days') }} as day
    on deadlines.calendar_id = day.calendar_id
    and cast({{ dbt.dateadd('second', -1, 'deadlines.deadline_at') }} as date)
    = day.utc_date
where
    deadlines.business_hours and deadlines.deadline_at is not null
    and abs(
        {{ business_seconds('deadlines.deadline_at', 'day') }}
        - deadlines.deadline_seconds
    )
    > 1
