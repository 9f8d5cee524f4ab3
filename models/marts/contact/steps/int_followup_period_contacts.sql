-- How much were leads contacted in each week and month, with what answer and at what cost?
-- A contact with several people attempted each of them, and is one contact with one cost.
with

days as (
    select * from {{ ref('int_followup_days') }}
),

people as (
    select lead_key, {{ segment_columns('people') }} from {{ ref('int_people') }} as people
),

dated_tasks as (
    select count(*) > 0 as have_tasks from {{ ref('int_next_steps') }} where agreed_at is not null
),

-- the next task recorded after each contact, found in one pass over both
moments as (
    select lead_key, attempt_key, occurred_at as moment_at, cast(null as timestamp) as agreed_at
    from {{ ref('int_numbered_attempts') }}
    where not is_before_creation
    union all
    select lead_key, null, agreed_at, agreed_at
    from {{ ref('int_next_steps') }}
    where agreed_at is not null
),

next_agreements as (
    select
        attempt_key,
        lead_key,
        moment_at,
        min(agreed_at) over (
            partition by lead_key order by moment_at
            range between current row and unbounded following
        ) as agreed_at
    from moments
),

-- contacts that ended with an agreement: a dated task recorded within the hours allowed
with_steps as (
    select attempt_key, lead_key
    from next_agreements
    where
        attempt_key is not null
        and {{ seconds_between('moment_at', 'agreed_at') }} <= 3600 * {{ var('next_step_hours') }}
),

measured as (
    select
        attempts.* except (lead_type),
        people.{{ followup_segments() | join(', people.') }},
        with_steps.attempt_key is not null as has_next_step
    from {{ ref('int_attempt_costs') }} as attempts
    inner join people on attempts.lead_key = people.lead_key
    left join with_steps
        on attempts.attempt_key = with_steps.attempt_key
        and attempts.lead_key = with_steps.lead_key
),

of_periods as (
    select
        days.period_kind,
        days.period,
        measured.*,
        row_number() over (
            partition by days.period_kind, days.period, measured.lead_key
            order by measured.occurred_at
        ) = 1 as is_first_of_lead,
        measured.is_connect and row_number() over (
            partition by days.period_kind, days.period, measured.lead_key, measured.is_connect
            order by measured.occurred_at
        ) = 1 as is_first_connect_of_lead
    from measured
    inner join days on measured.day_date = days.day_date
),

final as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
        count(case when is_first_of_lead then 1 end) as leads_attempted,
        count(case when is_first_connect_of_lead then 1 end) as leads_reached,
        {%- for column, condition in {
            'numbered_attempts': 'attempt_number is not null',
            'numbered_connects': 'attempt_number is not null and is_connect',
            'contacts': 'true',
            'contacts_with_next_step': 'has_next_step',
        }.items() %}
        -- who alone was contacted needs no telling apart
        count(case when people_contacted = 1 and {{ condition }} then 1 end)
        + count(distinct case when people_contacted > 1 and {{ condition }} then attempt_key end)
            as {{ column }},
        {%- endfor %}
        {{ exact_sum('contact_cost') }} as contact_cost,
        max(cast(dated_tasks.have_tasks as int)) = 1 as are_steps_known
    from of_periods
    cross join dated_tasks
    group by {{ segment_groups(['period_kind', 'period']) | indent(4) }}
)

select * from final
