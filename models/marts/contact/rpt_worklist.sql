-- What should each rep do today, most valuable first? Open leads with a reason to act, and what
-- makes the contact personal. Never anybody who refused contact. Holds names: for reps only.
with

run as (
    select * from {{ ref('run') }}
),

followup as (
    select * from {{ ref('fct_followup_status') }} where not is_opted_out
),

people as (
    select * from {{ ref('int_people') }}
),

breaches as (
    select lead_key, min(deadline_at) as deadline_at, {{ dbt.listagg(
        'clause', "', '", 'order by clause'
    ) }} as clauses
    from (
        select lead_key, clause, min(deadline_at) as deadline_at
        from {{ ref('fct_lead_sla') }}
        where state = 'breached_open'
        group by 1, 2
    ) as open_clauses
    group by 1
),

-- a message waits whether or not its time is up
waiting_messages as (
    select lead_key, min(deadline_at) as reply_due_at
    from {{ ref('fct_lead_sla') }}
    where clause = 'next_reply' and state in ('pending', 'breached_open')
    group by 1
),

alerts as (
    select alerts.lead_key, {{ dbt.listagg(
        'alerts.alert_id', "', '", 'order by alerts.alert_id'
    ) }} as alerts
    from {{ ref('fct_lead_alerts') }} as alerts
    inner join run on alerts.day = run.as_of
    group by 1
),

offers as (
    select
        lower(trim(offers.product)) as product,
        min(least(offers.price_until, offers.seats_until)) as offer_until,
        min_by(offers.note, least(offers.price_until, offers.seats_until)) as offer_note
    from {{ ref('offers') }} as offers
    cross join run
    -- an offer whose seats or price are gone is over
    where
        coalesce(offers.price_until >= run.as_of, true)
            and coalesce(offers.seats_until >= run.as_of, true)
        and coalesce(offers.price_until, offers.seats_until) is not null
    group by 1
),

-- what was agreed for the newest open deal, in its owner's words
deals as (
    select opportunities.lead_key, max_by(records.next_step, opportunities.created_at) as deal_note
    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref(
        'stg_opportunities'
    ) }} as records on opportunities.opportunity_key = records.opportunity_key
    where not opportunities.is_closed and opportunities.lead_key is not null
        and records.next_step is not null
    group by 1
),

reasons as (
    select
        followup.*,
        people.source_system,
        people.lead_id,
        concat_ws(' ', people.first_name, people.last_name) as person_name,
        people.company,
        people.job_title,
        people.product_interest,
        people.notes,
        breaches.lead_key is not null as is_sla_breach,
        breaches.clauses as breached_clauses,
        breaches.deadline_at as breached_deadline_at,
        waiting_messages.reply_due_at,
        coalesce({{ local_date('followup.next_touch_at') }} <= run.as_of, false) as is_touch_due,
        alerts.alerts,
        case
            when {{ days_between('run.as_of', 'offers.offer_until') }}
                <= {{ var('offer_ending_days') }}
            then offers.offer_until end as offer_until,
        case
            when {{ days_between('run.as_of', 'offers.offer_until') }}
                <= {{ var('offer_ending_days') }}
            then offers.offer_note end as offer_note,
        deals.deal_note
    from followup
    cross join run
    inner join people on followup.lead_key = people.lead_key
    left join breaches on followup.lead_key = breaches.lead_key
    left join waiting_messages on followup.lead_key = waiting_messages.lead_key
    left join alerts on followup.lead_key = alerts.lead_key
    left join offers on lower(trim(people.product_interest)) = offers.product
    left join deals on followup.lead_key = deals.lead_key
),

final as (
    select
        coalesce(owner, '(none)') as owner,
        cast(row_number() over (
            partition by coalesce(owner, '(none)')
            -- where no sale has a value the chance decides; of equals, whoever moved today, and
            -- the newest
            order by expected_value desc nulls last, win_chance desc nulls last,
                alerts is not null desc, is_sla_breach desc, created_at desc, lead_key
        ) as bigint) as position,
        lead_key,
        source_system,
        lead_id,
        nullif(person_name, '') as person_name,
        company,
        job_title,
        country,
        lead_type,
        product_interest,
        notes,
        stage,
        is_sla_breach,
        breached_clauses,
        breached_deadline_at,
        reply_due_at,
        is_touch_due,
        is_stalled,
        is_overdue,
        not has_next_step as has_no_next_step,
        alerts,
        offer_until,
        offer_note,
        deal_note,
        suggested_action,
        next_touch_channel,
        next_touch_at,
        next_step_at,
        attempts,
        last_attempt_at,
        days_since_progress,
        days_without_response,
        suggested_owner,
        win_chance,
        expected_value
    from reasons
    where
        suggested_action <> 'none' and (is_touch_due or is_stalled or not has_next_step)
        or (is_sla_breach and not is_snoozed)
        or alerts is not null
        or reply_due_at is not null
        or (offer_until is not null and not is_snoozed)
)

select * from final
