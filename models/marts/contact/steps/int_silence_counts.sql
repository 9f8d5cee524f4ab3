-- Of leads silent for so many days, how many still come to something, and how many would if their
-- silence meant nothing? Per state of the lead and landmark day.
-- `attempt`: attempts made in that silence, how many connect, and the connects that the attempt
-- curve has for the same attempts. `conversation`, `deal`: leads reached that were still silent on
-- that day, how many win within the maturity from it, and the wins of the curve. `all`: all leads.
{%- set landmarks = [0] + var('silence_landmark_days') %}

with

run as (
    select * from {{ ref('run') }}
),

landmarks as (
    {%- for day in landmarks %}
    select
        {{ day }} as silent_days,
        {{ landmarks[loop.index] if not loop.last else 'null' }} as next_silent_days
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

spells as (
    select * from {{ ref('int_silent_spells') }}
),

chances as (
    select * from {{ ref('int_attempt_chances') }}
),

people as (
    select distinct lead_key, lead_type, fit_band from spells
),

maturities as (
    select lead_type, maturity_days
    from {{ ref('int_maturities') }}
    where from_stage = 'lead' and to_stage = 'customer'
),

-- leads that were still silent on the landmark day, long enough ago to know what came of it
silent as (
    select
        spells.lead_state,
        landmarks.silent_days,
        coalesce(
            {{ days_between('spells.silent_from_date', 'spells.customer_date') }}
            <= landmarks.silent_days + maturities.maturity_days, false
        ) as is_win,
        chances.conversation_chance
    from spells
    cross join landmarks
    cross join run
    inner join maturities on spells.lead_type = maturities.lead_type
    left join chances
        on spells.lead_type = chances.lead_type
        and spells.fit_band = chances.fit_band
        and chances.attempt_number = 1
    where
        {{ days_between('spells.silent_from_date', 'run.as_of') }}
        >= landmarks.silent_days + maturities.maturity_days
        and coalesce(
            {{ days_between('spells.silent_from_date', 'spells.silent_until_date') }}
            > landmarks.silent_days, true
        )
),

attempted as (
    select
        attempts.lead_key,
        attempts.episode_number,
        attempts.attempt_number,
        attempts.is_connect,
        min({{ days_between(
            local_date('events.progressed_at'), local_date('attempts.occurred_at')
        ) }}) as silent_days
    from {{ ref('int_numbered_attempts') }} as attempts
    inner join {{ ref('int_progress_events') }} as events
        on attempts.lead_key = events.lead_key
        and attempts.episode_number = events.episode_number
        and attempts.occurred_at > events.progressed_at
    where attempts.attempt_number is not null
    group by 1, 2, 3, 4
),

counted as (
    select
        'attempt' as lead_state,
        landmarks.silent_days,
        attempted.is_connect as is_outcome,
        chances.connect_chance as expected
    from attempted
    inner join landmarks
        on attempted.silent_days >= landmarks.silent_days
        and coalesce(attempted.silent_days < landmarks.next_silent_days, true)
    inner join people on attempted.lead_key = people.lead_key
    inner join chances
        on people.lead_type = chances.lead_type
        and people.fit_band = chances.fit_band
        and attempted.attempt_number = chances.attempt_number
    union all
    select lead_state, silent_days, is_win, conversation_chance
    from silent
    where lead_state <> 'untouched' and conversation_chance is not null
    union all
    select 'all', silent_days, is_win, null from silent
),

states as (
    {%- for state in ['attempt', 'conversation', 'deal', 'all'] %}
    select '{{ state }}' as lead_state
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        states.lead_state,
        landmarks.silent_days,
        landmarks.next_silent_days,
        count(counted.is_outcome) as cases,
        count(*) filter (where counted.is_outcome) as outcomes,
        coalesce(sum(counted.expected), 0) as expected
    from landmarks
    cross join states
    left join counted
        on states.lead_state = counted.lead_state and landmarks.silent_days = counted.silent_days
    group by 1, 2, 3
)

select * from final
