-- Which attempt of its episode was each one? Numbers run up to the first two-way contact;
-- what was made before the record existed or after the conversation began has none.
with

attempts as (
    select * from {{ ref('int_attempt_episodes') }}
),

first_contacts as (
    select * from {{ ref('int_first_contacts') }}
),

flagged as (
    select
        attempts.*,
        first_contacts.first_connected_at,
        not attempts.is_before_creation
        and (
            first_contacts.first_connected_at is null
            or attempts.occurred_at <= first_contacts.first_connected_at
        ) as is_numbered
    from attempts
    left join first_contacts
        on attempts.lead_key = first_contacts.lead_key
        and attempts.episode_number = first_contacts.episode_number
),

-- one window for all, so that the attempts are sorted once
final as (
    select
        *,
        case when is_numbered then sum(cast(is_numbered as int)) over attempts_of_episode end
            as attempt_number,
        not is_before_creation
        and sum(cast(not is_before_creation as int)) over attempts_of_episode
        = 1 as is_first_attempt,
        case when not lag(is_before_creation) over attempts_of_episode then
            lag(occurred_at) over attempts_of_episode
        end as previous_occurred_at,
        coalesce(lag(occurred_at_is_date_only) over attempts_of_episode, false)
            as previous_is_date_only
    from flagged
    window
        attempts_of_episode as (
            partition by lead_key, episode_number order by occurred_at, attempt_key
        )
)

select * from final
