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

final as (
    select
        *,
        case when is_numbered then
            row_number() over (partition by lead_key, episode_number, is_numbered order by occurred_at)
        end as attempt_number,
        lag(occurred_at) over previous_attempts as previous_occurred_at,
        coalesce(lag(occurred_at_is_date_only) over previous_attempts, false) as previous_is_date_only
    from flagged
    window previous_attempts as (partition by lead_key, episode_number, is_before_creation order by occurred_at)
)

select * from final
