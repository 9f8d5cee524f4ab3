"""`smarketing trace <kpi> <month>`: the rows of the exports behind a number of the funnel.

Each counted event comes with the lines of the files that speak for it: the person's lead records,
the stage change of that day, the deal. No e-mail, phone or name is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused, SmarketingError
from smarketing.warehouse.local_time import local_date_sql

STAGE_OF_KPI = {"leads": "lead", "mqls": "mql", "sqls": "sql", "opportunities": "opportunity"}
KPIS = (*STAGE_OF_KPI, "customers", "revenue", "visits")
# A KPI's name elsewhere in the reports → its column in funnel.rpt_funnel_monthly.
ALIASES = {"sales_revenue": "revenue"}

EVENTS_OF_STAGE = """
    select lead_key, episode_number, {stage}_date as day, channel, null as deal_key
    from intermediate.int_episode_funnel
    where {stage}_is_recorded
"""
EVENTS_OF_CUSTOMERS = """
    select lead_key, 1 as episode_number, customer_date as day, channel, conversion_key as deal_key
    from intermediate.int_new_customers
"""
EVIDENCE_OF_PEOPLE = """
with events as ({events}),

counted as (
    select *, row_number() over (order by day, lead_key, episode_number, deal_key) as number
    from events
    where date_trunc('month', day) = $month
),

records as (
    select people.lead_key, leads.*
    from intermediate.int_person_records as people
    inner join staging.stg_leads as leads on people.record_key = leads.record_key
),

evidence as (
    select
        counted.number, counted.day, counted.channel, 'lead record' as what,
        records.source_system, records.lead_id as id, records.source_file, records.source_row
    from counted
    inner join records on counted.lead_key = records.lead_key
    union all
    select
        counted.number, counted.day, counted.channel, 'stage ' || changes.stage_as_given,
        changes.source_system, changes.lead_id, changes.source_file, changes.source_row
    from counted
    inner join records on counted.lead_key = records.lead_key
    inner join staging.stg_lead_stage_changes as changes
        on records.source_system = changes.source_system and records.lead_id = changes.lead_id
    cross join core.run
    where {local_date} = counted.day
    union all
    select
        counted.number, counted.day, counted.channel, 'deal ' || coalesce(deals.stage, ''),
        deals.source_system, deals.opportunity_id, deals.source_file, deals.source_row
    from counted
    inner join core.fct_opportunities as deals on counted.lead_key = deals.lead_key
    where counted.day in (deals.created_date, deals.closed_date)
    union all
    -- a customer of whom no person is known
    select
        counted.number, counted.day, counted.channel, 'deal ' || coalesce(deals.stage, ''),
        deals.source_system, deals.opportunity_id, deals.source_file, deals.source_row
    from counted
    inner join core.fct_opportunities as deals on counted.deal_key = deals.opportunity_key
    where counted.lead_key is null
)

select
    number, day, channel, what, source_system, id, cast(null as decimal(18, 2)) as amount,
    source_file, source_row
from evidence
order by number, what, source_file, source_row
"""
EVIDENCE_OF_REVENUE = """
select
    row_number() over (order by closed_date, opportunity_key), closed_date, channel,
    'deal ' || coalesce(stage, ''), source_system, opportunity_id, amount, source_file, source_row
from core.fct_opportunities
where is_won and date_trunc('month', closed_date) = $month
order by 1
"""
EVIDENCE_OF_VISITS = """
select
    row_number() over (order by traffic_date, source_file, source_row), traffic_date,
    coalesce(channel_as_given, ''), 'sessions', source_system, '', sessions, source_file, source_row
from staging.stg_web_traffic
where date_trunc('month', traffic_date) = $month
order by 1
"""


@dataclass(frozen=True)
class Evidence:
    """One line of an export that speaks for a counted event.

    number: which event of the month. day: the day it counts on, in the `timezone` setting.
    what: what the line is. amount: money or sessions, None elsewhere. row: as a spreadsheet counts.
    """

    number: int
    day: date
    channel: str
    what: str
    system: str
    id: str
    amount: object
    file: str
    row: int


def trace(warehouse: Path, kpi: str, month: date) -> tuple[object, list[Evidence]]:
    """Return the mart's value of a KPI in a month and the lines of the exports behind it.

    kpi: one of KPIS. month: its first day. Raises DataRefused for an unknown KPI and
    SmarketingError where the warehouse is absent.
    """
    kpi = ALIASES.get(kpi, kpi)
    if kpi not in KPIS:
        raise DataRefused(f"'{kpi}' can't be traced; choose one of {', '.join(KPIS)}.")
    if not warehouse.is_file():
        raise SmarketingError(f"{warehouse} is not there yet; run `make warehouse` first.")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        value = connection.execute(
            f"select {kpi} from funnel.rpt_funnel_monthly where channel = 'all' and month = ?",
            [month],
        ).fetchone()
        rows = connection.execute(_query(kpi), {"month": month}).fetchall()
    return (value[0] if value else 0), [Evidence(*row) for row in rows]


def tell(warehouse: Path, kpi: str, month: date, *, say: Callable[[str], None]) -> None:
    """Print a KPI's value in a month and, tab-separated, the lines behind it."""
    value, lines = trace(warehouse, kpi, month)
    events = len({line.number for line in lines})
    say(f"{kpi} of {month:%Y-%m}: {value:,}, from {events} events and {len(lines)} lines")
    say("number\tday\tchannel\twhat\tsystem\tid\tamount\tfile\trow")
    for line in lines:
        amount = "" if line.amount is None else line.amount
        say(
            f"{line.number}\t{line.day}\t{line.channel}\t{line.what}\t{line.system}\t{line.id}\t"
            f"{amount}\t{line.file}\t{line.row}"
        )


def _query(kpi: str) -> str:
    if kpi == "revenue":
        return EVIDENCE_OF_REVENUE
    if kpi == "visits":
        return EVIDENCE_OF_VISITS
    if kpi == "customers":
        return _evidence_of(EVENTS_OF_CUSTOMERS)
    return _evidence_of(EVENTS_OF_STAGE.format(stage=STAGE_OF_KPI[kpi]))


def _evidence_of(events: str) -> str:
    local_date = local_date_sql("changes.changed_at", "run.timezone")
    return EVIDENCE_OF_PEOPLE.format(events=events, local_date=local_date)
