-- Medians of follow-up by week and month (Kaplan-Meier: who still waits is censored, so that the
-- answer is not that of the winners alone): waits of the episodes begun in the period; attempts up
-- to a conversation or an end, of the episodes last attempted in it. Beside them, how many were
-- attempted early, of those old enough to tell.
{%- set keys = ['period_kind', 'period', 'segment_name', 'segment_value', 'measure'] %}

with

days as (
    select * from {{ ref('int_followup_days') }}
),

people as (
    select lead_key, {{ segment_columns('people') }} from {{ ref('int_people') }} as people
),

ended as (
    select lead_key, episode_number from {{ ref('fct_lead_episodes') }} where end_state <> 'open'
),

measured as (
    select lead_key, started_date as day_date, wait as measure, hours as amount, is_over,
        is_old_enough
    from {{ ref('int_lead_waits') }}
    union all
    select
        exits.lead_key, {{ local_date('exits.last_attempt_at') }}, 'touches_to_outcome',
        exits.attempts,
        exits.exit_kind in ('connect', 'disqualified') or ended.lead_key is not null, false
    from {{ ref('int_attempt_exits') }} as exits
    left join ended
        on exits.lead_key = ended.lead_key and exits.episode_number = ended.episode_number
),

of_periods as (
    select
        days.period_kind,
        days.period,
        measured.*,
        people.{{ followup_segments() | join(', people.') }}
    from measured
    inner join days on measured.day_date = days.day_date
    inner join people on measured.lead_key = people.lead_key
    -- the weekly report has these two
    where
        days.period_kind = 'month'
        or measured.measure in ('hours_to_first_contact', 'touches_to_outcome')
),

of_segments as (
    {{ each_segment('of_periods', followup_segments()) | indent(4) }}
),

-- sorted by one number instead of five texts, which is what costs here
hashed as (
    select {{ fast_hash(keys) }} as group_hash, amount, is_over from of_segments
),

medians as (
    {{ kaplan_meier_median('hashed', ['group_hash'], 'amount', 'is_over') | indent(4) }}
),

counts as (
    select
        {{ keys | join(', ') }},
        {{ fast_hash(keys) }} as group_hash,
        count(*) as cases,
        count(case when is_over then 1 end) as cases_over,
        count(case when is_old_enough then 1 end) as old_enough,
        count(case
            when is_old_enough and is_over and amount < {{ var('early_contact_hours') }} then 1
        end) as over_early
    from of_segments
    group by {{ keys | join(', ') }}
)

select
    counts.{{ keys | join(', counts.') }},
    counts.cases,
    counts.cases_over,
    counts.old_enough,
    counts.over_early,
    medians.median_amount
from counts
inner join medians on counts.group_hash = medians.group_hash
