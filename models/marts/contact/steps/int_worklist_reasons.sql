-- Why should somebody act on each open lead, if at all? Never anybody who refused contact.
with

run as (
    select * from {{ ref('run') }}
),

followup as (
    select * from {{ ref('fct_followup_status') }} where not is_opted_out
),

people as (
    select lead_key, product_interest from {{ ref('int_people') }}
),

deadlines as (
    select * from {{ ref('int_worklist_deadlines') }}
),

-- clauses broken by now, and the first message that waits, whether or not its time is up
agreements as (
    select
        lead_key,
        min(breached_deadline_at) as breached_deadline_at,
        {{ ordered_list(
            'case when breached_deadline_at is not null then clause end', 'clause', ', '
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
    select
        alerts.lead_key,
        {{ ordered_list('alerts.alert_id', 'alerts.alert_id', ', ') }} as alerts
    from {{ ref('fct_lead_alerts') }} as alerts
    inner join run on alerts.day = run.as_of
    group by 1
),

offers as (
    select
        lower(trim(offers.product)) as product,
        min(least(offers.price_until, offers.seats_until)) as offer_until,
        min_by(offers.note, least(offers.price_until, offers.seats_until))
            filter (where offers.note is not null) as offer_note
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

reasons as (
    select
        followup.*,
        run.as_of,
        agreements.breached_deadline_at is not null as is_sla_breach,
        agreements.breached_clauses,
        agreements.breached_deadline_at,
        agreements.reply_due_at,
        coalesce({{ local_date('followup.next_touch_at') }} <= run.as_of, false) as is_touch_due,
        alerts.alerts,
        offers.offer_until,
        offers.offer_note,
        deadlines.deadline_at,
        deadlines.due_reason as deadline_reason,
        {{ local_date('deadlines.deadline_at') }} < run.as_of as is_deadline_missed,
        coalesce(
            {{ days_between('run.as_of', local_date(
                'least(followup.next_touch_at, followup.next_step_at)'
            )) }} between 1 and {{ var('coming_up_days') }}, false
        ) as is_coming_up
    from followup
    cross join run
    inner join people on followup.lead_key = people.lead_key
    left join agreements on followup.lead_key = agreements.lead_key
    left join alerts on followup.lead_key = alerts.lead_key
    left join offers on lower(trim(people.product_interest)) = offers.product
    left join deadlines on followup.lead_key = deadlines.lead_key
),

final as (
    select
        *,
        -- without a follow-up policy nobody knows what is stalled
        suggested_action <> 'none'
        and (is_touch_due or coalesce(is_stalled, false) or not has_next_step)
        or (is_sla_breach and not is_snoozed)
        or alerts is not null
        or reply_due_at is not null
        or deadline_at is not null
        or (offer_until is not null and not is_snoozed) as is_due,
        case
            when deadline_at is not null then deadline_reason
            when is_touch_due then 'touch_due'
            when is_sla_breach and not is_snoozed then 'agreement_broken'
            when is_overdue then 'step_overdue'
            when is_stalled then 'stalled'
            when not has_next_step and suggested_action <> 'none' then 'no_next_step'
            when offer_until is not null and not is_snoozed then 'offer_ending'
            else 'coming_up'
        end as due_reason,
        -- a message is answered before anything else
        case
            when reply_due_at is not null then 'reply'
            when deadline_reason = 'step_promised' then 'keep_promise'
            when suggested_action not in ('none', 'send_to_nurture') then suggested_action
            when alerts is not null then 'answer_alert'
            when deadline_reason = 'agreement_ending' then 'keep_agreement'
            when suggested_action <> 'none' then suggested_action
            when is_sla_breach and not is_snoozed then 'keep_agreement'
            when offer_until is not null and not is_snoozed then 'mention_offer'
            else 'next_step'
        end as action
    from reasons
)

select * from final where is_due or is_coming_up
