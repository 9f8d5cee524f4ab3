-- What are the follow-up KPIs of each month and segment? One list of rates, counts and medians over
-- what the weekly report counts, too. Waits for an attempt are known from the first attempt on,
-- silence and standstill only where contacts are exported: without them everybody seems silent.
{%- set with_people = ref('int_attempt_people') ~ ' where lead_key is not null' %}
{%- set are_contacts_known = 'exists (select 1 from ' ~ with_people ~ ')' %}
{%- set rates = [
    ('effective_contact_rate', 'contacts', 'leads_reached', 'leads_attempted', 'true', 'false'),
    (
        'contact_rate_per_attempt', 'contacts', 'numbered_connects', 'numbered_attempts', 'true',
        'false'
    ),
    (
        'contacts_with_next_step_rate', 'contacts', 'contacts_with_next_step', 'contacts',
        'are_steps_known', 'false'
    ),
    (
        'next_step_coverage', 'states', 'leads_with_next_step', 'open_leads', 'are_all_steps_known',
        'false'
    ),
    (
        'overdue_next_steps_share', 'states', 'leads_with_overdue_step', 'open_leads',
        'are_all_steps_known', 'false'
    ),
    ('stalled_leads_rate', 'states', 'stalled_leads', 'open_leads', are_contacts_known, 'false'),
    (
        'advanced_to_proposal_rate', 'cohorts', 'advanced_to_proposal', 'contacted_leads',
        'contacted_leads + contacted_too_young > 0', 'contacted_too_young > 0'
    ),
    (
        'first_contact_within_24h', 'medians', 'over_early', 'old_enough',
        "measure = 'hours_to_first_contact'", 'old_enough = 0'
    ),
    ('reply_within_agreement_rate', 'replies', 'met', 'judged', 'true', 'judged = 0'),
] %}
{%- set of_month = 'period as month, segment_name, segment_value' %}

with

{% for name in ['states', 'contacts', 'cohorts'] -%}
{{ name }} as (
    select * from {{ ref('int_followup_period_' ~ name) }} where period_kind = 'month'
),

{% endfor -%}
attempts as (
    select {{ month_start(local_date('min(occurred_at)')) }} as first_month
    from {{ ref('int_numbered_attempts') }}
),

medians as (
    select medians.*
    from {{ ref('int_followup_medians') }} as medians
    cross join attempts
    where
        medians.period_kind = 'month'
        and (
            medians.period >= attempts.first_month
            or medians.measure in ('hours_to_assignment', 'business_hours_to_assignment')
        )
),

promised_replies as (
    select
        {{ month_start('sla.deadline_date') }} as period,
        {{ segment_columns('people') }},
        sla.state
    from {{ ref('fct_lead_sla') }} as sla
    inner join {{ ref('int_people') }} as people on sla.lead_key = people.lead_key
    inner join {{ ref('run') }} as run on sla.deadline_date <= last_day(run.as_of)
    where sla.clause = 'next_reply' and sla.state <> 'exempt'
),

replies as (
    select
        period,
        {{ segment_of_group() | indent(8) }},
        count(case when state = 'met' then 1 end) as met,
        count(case when state <> 'pending' then 1 end) as judged
    from promised_replies
    group by {{ segment_groups(['period']) | indent(4) }}
),

rates as (
    {%- for kpi_id, relation, numerator, denominator, is_known, is_pending in rates %}
    select
        '{{ kpi_id }}' as kpi_id, {{ of_month }},
        {{ numerator }} as numerator, {{ denominator }} as denominator,
        {{ is_pending }} as is_pending
    from {{ relation }}
    where {{ is_known }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- what is no share of its denominator: a number, a median of so many cases, an amount per case
measures as (
    select
        'leads_assigned' as kpi_id, {{ of_month }}, leads_assigned as numerator,
        cast(null as double) as denominator, cast(leads_assigned as double) as value,
        cast(null as bigint) as sample
    from cohorts
    union all
    select 'active_leads', {{ of_month }}, active_leads, null, active_leads, null from states
    union all
    select
        'reactivated_leads_rate', {{ of_month }}, reactivated,
        dormant_days / {{ days_per_month() }},
        100 * reactivated / nullif(dormant_days / {{ days_per_month() }}, 0),
        cast(floor(dormant_days / {{ days_per_month() }}) as bigint)
    from states
    union all
    select
        'days_without_response', {{ of_month }}, null, open_leads, median_days_without_response,
        open_leads
    from states
    where open_leads > 0 and {{ are_contacts_known }}
    union all
    select
        'cost_per_managed_lead', {{ of_month }}, contact_cost, leads_attempted,
        contact_cost / nullif(leads_attempted, 0), leads_attempted
    from contacts
    union all
    select
        case when measure = 'touches_to_outcome' then 'touches_per_lead' else measure end,
        {{ of_month }}, null, cases, median_amount, cases
    from medians
),

final as (
    select
        kpi_id, month, segment_name, segment_value,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator,
        {{ rate('numerator', 'denominator') }} as value,
        {{ wilson_lower('numerator', 'denominator') }} as value_lower,
        {{ wilson_upper('numerator', 'denominator') }} as value_upper,
        cast(denominator as bigint) as sample,
        is_pending, 'unknown' as empty_month
    from rates
    union all
    select
        kpi_id, month, segment_name, segment_value,
        cast(numerator as double), cast(denominator as double), {{ published('value') }}, null,
        null, sample, false, 'unknown'
    from measures
)

select * from final
