-- In which episode of its person was each attempt made?
-- Attempts from before the person's record existed are kept, flagged, and never counted.
with

attempts as (
    select
        *,
        -- a date without a time may be any hour of its day: it belongs to what began that day
        case when occurred_at_is_date_only then {{ dbt.dateadd('second', 86399, 'occurred_at') }} else occurred_at end
            as placed_at
    from {{ ref('int_attempts') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

final as (
    select
        attempts.* except (placed_at),
        coalesce(episodes.episode_number, 1) as episode_number,
        episodes.started_at,
        episodes.started_at_is_date_only,
        episodes.lead_key is null as is_before_creation
    from attempts
    left join episodes
        on attempts.lead_key = episodes.lead_key
        and attempts.placed_at >= episodes.started_at
        and (attempts.placed_at < episodes.next_started_at or episodes.next_started_at is null)
)

select * from final
