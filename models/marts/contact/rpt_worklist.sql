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

-- clauses broken by now, and the first message that waits, whether or not its time is up
agreements as (
    select
        lead_key,
        min(breached_deadline_at) as breached_deadline_at,
        {{ dbt.listagg(
            'case when breached_deadline_at is not null then clause end', "', '",
            'order by clause'
        ) }} as breached_clauses,
        min(reply_due_at) as reply_due_at
    from (
        select
            lead_key,
            clause,
            min(case when state = 'breached_open' then deadline_at end) as breached_deadline_at,
            min(case when clause = 'next_reply' then deadline_at end) as reply_due_at
        from {{ ref('fct_lead_sla') }}
        where state in ('breached_open', 'pending')
        group by 1, 2
    ) as open_clauses
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
    -- those about to end; an offer whose seats or price are gone is over
    where
        coalesce(offers.price_until >= run.as_of, true)
            and coalesce(offers.seats_until >= run.as_of, true)
        and {{ days_between('run.as_of', 'least(offers.price_until, offers.seats_until)') }}
            <= {{ var('offer_ending_days') }}
    group by 1
),

-- what was agreed for the newest open deal, in its owner's words
deals as (
    select opportunities.lead_key, max_by(records.next_step, opportunities.created_at) as deal_note
    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('stg_opportunities') }} as records
        on opportunities.opportunity_key = records.opportunity_key
    where not opportunities.is_closed and opportunities.lead_key is not null
        and records.next_step is not null
    group by 1
),

reasons as (
    select
        followup.*,
        agreements.breached_deadline_at is not null as is_sla_breach,
        agreements.breached_clauses,
        agreements.breached_deadline_at,
        agreements.reply_due_at,
        coalesce({{ local_date('followup.next_touch_at') }} <= run.as_of, false) as is_touch_due,
        alerts.alerts
    from followup
    cross join run
    left join agreements on followup.lead_key = agreements.lead_key
    left join alerts on followup.lead_key = alerts.lead_key
),

final as (
    select
        coalesce(reasons.owner, '(none)') as owner,
        cast(row_number() over (
            partition by coalesce(reasons.owner, '(none)')
            -- where no sale has a value the chance decides; of equals, whoever moved today, and
            -- the newest
            order by reasons.expected_value desc nulls last, reasons.win_chance desc nulls last,
                reasons.alerts is not null desc, reasons.is_sla_breach desc,
                reasons.created_at desc, reasons.lead_key
        ) as bigint) as position,
        reasons.lead_key,
        people.source_system,
        people.lead_id,
        nullif(concat_ws(' ', people.first_name, people.last_name), '') as person_name,
        people.company,
        people.job_title,
        reasons.country,
        reasons.lead_type,
        people.product_interest,
        people.notes,
        reasons.stage,
        reasons.is_sla_breach,
        reasons.breached_clauses,
        reasons.breached_deadline_at,
        reasons.reply_due_at,
        reasons.is_touch_due,
        reasons.is_stalled,
        reasons.is_overdue,
        not reasons.has_next_step as has_no_next_step,
        reasons.alerts,
        offers.offer_until,
        offers.offer_note,
        deals.deal_note,
        reasons.suggested_action,
        reasons.next_touch_channel,
        reasons.next_touch_at,
        reasons.next_step_at,
        reasons.attempts,
        reasons.last_attempt_at,
        reasons.days_since_progress,
        reasons.days_without_response,
        reasons.suggested_owner,
        reasons.win_chance,
        reasons.expected_value
    from reasons
    inner join people on reasons.lead_key = people.lead_key
    left join offers on lower(trim(people.product_interest)) = offers.product
    left join deals on reasons.lead_key = deals.lead_key
    where
        reasons.suggested_action <> 'none'
        and (reasons.is_touch_due or reasons.is_stalled or not reasons.has_next_step)
        or (reasons.is_sla_breach and not reasons.is_snoozed)
        or reasons.alerts is not null
        or reasons.reply_due_at is not null
        or (offers.offer_until is not null and not reasons.is_snoozed)
)

select * from final
