-- Median attempts up to a conversation or an end, of episodes last attempted in each week; those
-- still open are censored, so that the answer is not that of the winners alone.
with

weeks as (
    select min(week) as first_week from {{ ref('int_followup_weeks') }}
),

people as (
    select lead_key, coalesce(owner, '(none)') as owner from {{ ref('int_people') }}
),

ended as (
    select lead_key, episode_number from {{ ref('fct_lead_episodes') }} where end_state <> 'open'
),

exits as (
    select
        cast(date_trunc('week', {{ local_date('exits.last_attempt_at') }}) as date) as week,
        people.owner,
        exits.attempts as touches_to_outcome,
        exits.exit_kind in ('connect', 'disqualified') or ended.lead_key is not null as has_outcome
    from {{ ref('int_attempt_exits') }} as exits
    inner join people on exits.lead_key = people.lead_key
    left join ended on exits.lead_key = ended.lead_key and exits.episode_number = ended.episode_number
),

of_owners_and_all as (
    select exits.* from exits inner join weeks on exits.week >= weeks.first_week
    union all
    select exits.week, 'all', exits.touches_to_outcome, exits.has_outcome
    from exits
    inner join weeks on exits.week >= weeks.first_week
),

final as (
    {{ kaplan_meier_median('of_owners_and_all', ['week', 'owner'], 'touches_to_outcome', 'has_outcome') | indent(4) }}
)

select * from final
