-- Which attempts answered each episode's clock: the first, how many in time, the last one required?
-- Attempts from before the clock do not answer it; they count up to the first two-way contact.
with

clocks as (
    select * from {{ ref('int_sla_clocks') }}
),

numbered as (
    select * from {{ ref('int_numbered_attempts') }} where not is_before_creation
),

done as (
    select
        clocks.lead_key,
        clocks.episode_number,
        min(numbered.occurred_at) as first_attempt_at,
        min_by(numbered.occurred_at_is_date_only, numbered.occurred_at)
            as first_attempt_is_date_only,
        count(numbered.attempt_number) filter (
            where numbered.occurred_at <= clocks.attempts_deadline_at
        ) as attempts_in_window,
        min(numbered.attempt_number)
        + max(clocks.attempts_required)
        - 1 as required_attempt_number
    from numbered
    inner join clocks
        on numbered.lead_key = clocks.lead_key
        and numbered.episode_number = clocks.episode_number
    where
        numbered.occurred_at >= clocks.clock_started_at
        or (
            numbered.occurred_at_is_date_only
            and {{ local_date('numbered.occurred_at') }} = clocks.clock_date
        )
    group by 1, 2
)

select
    done.lead_key,
    done.episode_number,
    done.first_attempt_at,
    done.first_attempt_is_date_only,
    done.attempts_in_window,
    numbered.occurred_at as required_attempt_at
from done
left join numbered
    on done.lead_key = numbered.lead_key
    and done.episode_number = numbered.episode_number
    and done.required_attempt_number = numbered.attempt_number
