"""The evidence of KPIs that count people: whose episodes, and on which day of the month.

The seed `kpis` says which of them speaks for a KPI. Each select names lead_key, episode_number,
day, channel and deal_key; the lines of the exports that speak for them are looked up by `trace`.
"""

from __future__ import annotations

from smarketing.warehouse.local_time import local_date_sql

LAST_DATE = "(select last_date from intermediate.int_kpi_months where month = $month)"
AT_LAST_DATE = f"from_date <= {LAST_DATE} and to_date > {LAST_DATE}"
PAIR = "from_stage = 'lead' and to_stage = 'customer'"


def local(column: str) -> str:
    """Return SQL for the local date of a column in UTC."""
    return local_date_sql(column, "(select timezone from core.run)")


def _episodes_of(table: str, day: str, condition: str = "true") -> str:
    return f"""
        select lead_key, episode_number, {day} as day, channel, null as deal_key
        from {table}
        where {condition}
    """


def _stage(stage: str, condition: str = "true") -> str:
    funnel = "intermediate.int_episode_funnel"
    return _episodes_of(funnel, f"{stage}_date", f"{stage}_is_recorded and {condition}")


def _spells(condition: str, day: str = LAST_DATE) -> str:
    return _episodes_of("intermediate.int_followup_spells", day, condition)


def _waits(wait: str, condition: str = "true") -> str:
    return f"""
        select lead_key, episode_number, started_date as day, '' as channel,
            null as deal_key
        from intermediate.int_lead_waits
        where wait = '{wait}' and {condition}
    """


def _old_enough(day: str) -> str:
    """Return SQL of the leads whose maturity of lead → customer is over, on a day of theirs."""
    return f"""
        select pairs.lead_key, pairs.episode_number, {day} as day, pairs.channel,
            null as deal_key
        from intermediate.int_funnel_pairs as pairs
        inner join intermediate.int_maturities as maturities
            using (from_stage, to_stage, lead_type)
        where {PAIR} and pairs.age_days >= maturities.maturity_days
    """


PEOPLE: dict[str, str] = {
    "leads": _stage("lead"),
    "mqls": _stage("mql"),
    "sqls": _stage("sql"),
    "opportunities": _stage("opportunity"),
    "leads_from_visits": _stage(
        "lead", "(landing_page is not null or not list_contains($offline_channels, channel))"
    ),
    "customers": """
        select lead_key, 1 as episode_number, customer_date as day, channel,
            conversion_key as deal_key
        from intermediate.int_new_customers
    """,
    "winners": _episodes_of(
        "intermediate.int_funnel_pairs", "reached_date", f"{PAIR} and has_duration"
    ),
    "leads_old_enough": _old_enough(
        "cast(pairs.entered_date + cast(maturities.maturity_days as int) as date)"
    )
    + "and (pairs.has_duration or pairs.reached_date is null)",
    "leads_of_close_rate": _old_enough("pairs.entered_date"),
    "mqls_decided": """
        select lead_key, episode_number, mql_date as day, '' as channel, null as deal_key
        from intermediate.int_mql_outcomes
        where is_accepted or is_rejected
    """,
    "assigned_leads": f"""
        select lead_key, 1 as episode_number,
            {local("coalesce(assigned_at, created_at)")} as day, channel, null as deal_key
        from intermediate.int_people
        where owner is not null
    """,
    **{
        f"{hours}_{wait}": _waits(f"{hours}_{wait}")
        for hours in ("hours", "business_hours")
        for wait in ("to_first_contact", "to_assignment", "from_assignment_to_first_contact")
    },
    "first_contacts_old_enough": _waits("hours_to_first_contact", "is_old_enough"),
    "first_attempts_since_holdout": _episodes_of(
        "intermediate.int_first_attempt_times",
        "started_date",
        "exists (select 1 from intermediate.int_people where is_held_out)",
    ),
    "people_reached": f"""
        select lead_key, 1 as episode_number, {local("first_connected_at")} as day, '' as channel,
            null as deal_key
        from intermediate.int_followup_proposals
        where is_mature
    """,
    "open_leads_with_owner": _spells(f"kind = 'open' and has_owner and {AT_LAST_DATE}"),
    "open_leads": _spells(f"kind = 'open' and {AT_LAST_DATE}"),
    "leads_that_returned": _spells("kind in ('stalled', 'nurture') and is_return", "to_date"),
    "messages_to_answer": """
        select lead_key, episode_number, deadline_date as day, '' as channel, null as deal_key
        from sla.fct_lead_sla
        where clause = 'next_reply' and state not in ('exempt', 'pending')
    """,
}
