-- When did each episode move? Its beginning, a stage forward, a two-way contact. An attempt
-- nobody answered is no progress, nor is a step back, nor a request not to be contacted.
with

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

contacts as (
    select lead_key, occurred_at
    from {{ ref('int_attempt_people') }}
    where
        lead_key is not null and (is_connect or direction = 'inbound')
        and coalesce(outcome <> 'opted_out', true)
),

final as (
    select lead_key, episode_number, started_at as progressed_at, false as is_response
    from episodes
    union all
    select lead_key, episode_number, entered_at, false
    from visits
    where
        not is_regression and not is_skip_imputed and not is_before_lead
        and stage in {{ one_of(funnel_stages()[1:]) }}
    union all
    select contacts.lead_key, episodes.episode_number, contacts.occurred_at, true
    from contacts
    inner join episodes
        on contacts.lead_key = episodes.lead_key
        and contacts.occurred_at >= episodes.started_at
        and (contacts.occurred_at < episodes.next_started_at or episodes.next_started_at is null)
)

select * from final
