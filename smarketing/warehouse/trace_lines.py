"""The evidence of KPIs that count deals, money, touches or contacts: lines of the exports.

The seed `kpis` says which of them speak for a KPI. Each is a select of event_key, day, channel,
what, system, id, amount, file, row; lines of one event_key are one event.
"""

from __future__ import annotations

from smarketing.warehouse.trace_people import LAST_DATE, local

# Contacts that reports count, with what each of them cost.
COUNTED = "attempt_key in (select attempt_key from intermediate.int_attempt_costs)"
IN_MONTH = "date_trunc('month', {day}) = $month"


def _deals(condition: str, day: str = "closed_date") -> str:
    return f"""
        select opportunity_key, {day}, channel, 'deal ' || coalesce(stage, ''), source_system,
            opportunity_id, amount, source_file, source_row
        from core.fct_opportunities
        where {condition}
    """


def _stage_entries(kpi: str) -> str:
    return f"""
        with changes as (
            select changes.*, words.stage, {local("changes.changed_at")} as day,
                lag(words.stage) over (
                    partition by changes.opportunity_key
                    order by changes.changed_at, changes.source_file, changes.source_row
                ) as stage_before
            from staging.stg_opportunity_stage_changes as changes
            inner join intermediate.int_stage_words as words
                on changes.source_system = words.source_system and words.object = 'opportunity'
                and words.field = 'stage_as_given'
                and lower(trim(changes.stage_as_given)) = words.stage_word
        )
        select changes.opportunity_key, changes.day, deals.channel, 'stage ' || changes.stage,
            changes.source_system, changes.opportunity_id, deals.amount, changes.source_file,
            changes.source_row
        from changes
        inner join core.fct_opportunities as deals
            on changes.opportunity_key = deals.opportunity_key
        inner join settings.opportunity_stages as stages on changes.stage = stages.stage
        where stages.kpi = '{kpi}' and changes.stage_before is distinct from changes.stage
            and {IN_MONTH.format(day="changes.day")}
        qualify row_number() over (
            partition by changes.opportunity_key order by changes.changed_at, changes.source_row
        ) = 1
    """


def _purchases(condition: str) -> str:
    return f"""
        select customer_key, bought_date, '', what, source_system, source_id, amount, source_file,
            source_row
        from intermediate.int_kpi_purchases
        where {condition}
    """


def _touches(condition: str) -> str:
    day = local("occurred_at")
    return f"""
        select touchpoint_key, {day}, channel, 'touch ' || touch_type,
            split_part(source_file, '/', 1), touchpoint_key, null, source_file, source_row
        from core.fct_touchpoints
        where not is_implied and {condition} and {IN_MONTH.format(day=day)}
    """


def _attempts(key: str = "attempt_key", condition: str = COUNTED, month: str = "$month") -> str:
    day = local("occurred_at")
    return f"""
        select {key}, {day}, '', 'attempt ' || coalesce(outcome, ''),
            split_part(source_file, '/', 1), attempt_key, null, source_file, source_row
        from core.fct_contact_attempts
        where {condition} and date_trunc('month', {day}) = {month}
    """


def _spend(month: str = "$month") -> str:
    return f"""
        select concat_ws('|', source_file, source_row), spend_date,
            coalesce(channel_as_given, ''), 'advertising ' || coalesce(currency, ''),
            source_system, coalesce(campaign, ''), cost_original, source_file, source_row
        from staging.stg_ad_spend
        where date_trunc('month', spend_date) = {month}
    """


def _answers(table: str, day: str, what: str, id_column: str, amount: str) -> str:
    return f"""
        select concat_ws('|', source_file, source_row), {day}, '', '{what}', source_system,
            cast({id_column} as varchar), {amount}, source_file, source_row
        from staging.{table}
        where {IN_MONTH.format(day=day)}
    """


# The month whose costs the month's customers are set against.
COST_MONTH = "(select cost_month from intermediate.int_kpi_months where month = $month)"

CLOSED = "is_closed and " + IN_MONTH.format(day="closed_date")
WON = "is_won and " + IN_MONTH.format(day="closed_date")
NEW_CUSTOMERS = f"""{WON}
    and opportunity_key in (select conversion_key from intermediate.int_new_customers)"""
BY_QUOTA = f"""{WON} and exists (
    select 1 from intermediate.int_sales_quotas as quotas
    where quotas.month = $month and (
        quotas.owner = core.fct_opportunities.owner
        or quotas.owner = '*' and not quotas.is_sum_of_owners
    )
)"""
IN_PIPELINE = f"""created_date <= {LAST_DATE}
    and (not is_closed or closed_date > cast({LAST_DATE} - interval 12 month as date))"""
SESSIONS = """
    select concat_ws('|', source_file, source_row), traffic_date,
        coalesce(channel_as_given, ''), 'sessions', source_system, '', sessions, source_file,
        source_row
    from staging.stg_web_traffic
    where date_trunc('month', traffic_date) = $month
"""
YEAR_OF_PURCHASES = f"""bought_date <= {LAST_DATE}
    and bought_date > cast({LAST_DATE} - interval 12 month as date)"""
APPLIED, QUALIFIED = local("applied_at"), local("qualified_at")
FOLLOWERS = _answers("stg_media_presence", "presence_date", "followers", "network", "followers")
NEWEST_DAY = """
    and followers is not null
    qualify presence_date = max(presence_date) over (partition by network)
"""
# Every numbered attempt of the episodes whose last one was in the month.
ATTEMPTS_OF_OUTCOMES = f"""
    select concat_ws('|', attempts.lead_key, attempts.episode_number),
        {local("attempts.occurred_at")}, '', 'attempt ' || coalesce(attempts.outcome, ''),
        split_part(attempts.source_file, '/', 1), attempts.attempt_key, null,
        attempts.source_file, attempts.source_row
    from core.fct_contact_attempts as attempts
    inner join intermediate.int_attempt_exits as exits
        on attempts.lead_key = exits.lead_key and attempts.episode_number = exits.episode_number
    where attempts.attempt_number is not null
        and {IN_MONTH.format(day=local("exits.last_attempt_at"))}
"""

LINES: dict[str, str] = {
    "won_deals": _deals(WON),
    "closed_deals": _deals(CLOSED),
    "first_sales": _deals(NEW_CUSTOMERS),
    "deals_by_quota": _deals(BY_QUOTA),
    "deals_in_pipeline": _deals(IN_PIPELINE, "created_date"),
    **{
        f"deals_into_{stage}": _stage_entries(stage)
        for stage in ("qualified", "committed", "ready_to_invoice", "invoicing")
    },
    "purchases_of_active_customers": _purchases("$month - 1 between active_from and active_to"),
    "purchases_of_the_year": _purchases(YEAR_OF_PURCHASES),
    "nps_answers": _answers(
        "stg_nps_responses", local("responded_at"), "answer", "response_id", "score"
    ),
    "sessions": SESSIONS,
    "visit_touches": _touches(
        "touch_type = 'visit' and not exists (select 1 from staging.stg_web_traffic)"
    ),
    "form_touches": _touches("list_contains($form_touch_types, touch_type)"),
    "spend": _spend(),
    "spend_of_cost_month": _spend(COST_MONTH),
    "attempts": _attempts(),
    "attempts_of_cost_month": _attempts(month=COST_MONTH),
    "attempts_by_person": _attempts("lead_key"),
    "numbered_attempts": _attempts(condition="attempt_number is not null"),
    "attempts_of_outcomes": ATTEMPTS_OF_OUTCOMES,
    "applications": _answers(
        "stg_job_applications", APPLIED, "application", "application_id", "null"
    ),
    "qualified_applications": _answers(
        "stg_job_applications", QUALIFIED, "application", "application_id", "null"
    ),
    **{
        column: _answers("stg_media_presence", "presence_date", column, "network", column)
        for column in ("impressions", "engagements", "mentions")
    },
    "followers": f"{FOLLOWERS} {NEWEST_DAY}",
}
