-- How well did sales keep the service agreement, by the day of the deadline?
-- All clauses together, and each beside them; a rate counts what is met or breached only.
{%- set states = {
    'met': 'met', 'late': 'breached_late', 'open_breach': 'breached_open', 'pending': 'pending',
    'exempt': 'exempt',
} %}
{%- set clauses = ['first_attempt', 'attempts', 'next_reply'] %}

with

clauses as (
    select *, coalesce(owner, '(none)') as owner_word
    from {{ ref('fct_lead_sla') }}
),

counted as (
    select
        deadline_date as day,
        case when grouping(owner_word) = 1 then 'all' else owner_word end as owner,
        case when grouping(lead_type) = 1 then 'all' else lead_type end as lead_type,
        {%- for column, state in states.items() %}
        count(*) filter (where state = '{{ state }}') as {{ column }},
        {%- endfor %}
        {%- for clause in clauses %}
        {%- for column, state in states.items() %}
        count(*) filter (where clause = '{{ clause }}' and state = '{{ state }}')
            as {{ clause }}_{{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from clauses
    group by grouping sets (
        (deadline_date, owner_word, lead_type),
        (deadline_date, owner_word),
        (deadline_date, lead_type),
        (deadline_date)
    )
),

final as (
    select
        day,
        owner,
        lead_type,
        {%- for column in states %}
        cast({{ column }} as bigint) as {{ column }},
        {%- endfor %}
        {{ rate('met', 'met + late + open_breach') }} as rate,
        {{ wilson_lower('met', 'met + late + open_breach') }} as rate_lower,
        {{ wilson_upper('met', 'met + late + open_breach') }} as rate_upper,
        {%- for clause in clauses %}
        {%- for column in states %}
        cast({{ clause }}_{{ column }} as bigint) as {{ clause }}_{{ column }},
        {%- endfor %}
        {{ rate(
            clause ~ '_met', clause ~ '_met + ' ~ clause ~ '_late + ' ~ clause ~ '_open_breach'
        ) }}
            as {{ clause }}_rate
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from counted
)

select * from final
