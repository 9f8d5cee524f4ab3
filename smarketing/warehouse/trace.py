"""`smarketing trace <kpi> <month>`: the rows of the exports behind a KPI.

Each counted event comes with the lines of the files that speak for it: the person's lead records,
the stage change of that day, the deal. No e-mail, phone or name is printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused, SmarketingError
from smarketing.settings.variables import project_vars
from smarketing.warehouse.local_time import local_date_sql
from smarketing.warehouse.trace_lines import LINES
from smarketing.warehouse.trace_people import PEOPLE

# Settings that the lines' selects name as parameters.
LIST_SETTINGS = ("form_touch_types", "offline_channels")
ALIASES = {"revenue": "sales_revenue"}

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
EVIDENCE_OF_LINES = """
with lines (event_key, day, channel, what, source_system, id, amount, source_file, source_row) as (
    {lines}
)

select
    dense_rank() over (order by first_day, event_key) as number, day, channel, what,
    source_system, id, amount, source_file, source_row
from (select *, min(day) over (partition by event_key) as first_day from lines)
order by number, day, what, source_file, source_row
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

    kpi: one for which the settings name evidence. month: its first day. Raises DataRefused for
    another one and SmarketingError where the warehouse is absent or of another version.
    """
    if not warehouse.is_file():
        raise SmarketingError(f"{warehouse} is not there yet; run `make warehouse` first.")
    try:
        value, rows = _asked(warehouse, ALIASES.get(kpi, kpi), month)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise SmarketingError(
            f"{warehouse} was published by another version ({str(error).splitlines()[0]}); run "
            "`make warehouse` first."
        ) from None
    return value, [Evidence(*row) for row in rows]


def tell(warehouse: Path, kpi: str, month: date, *, say: Callable[[str], None]) -> None:
    """Print a KPI's value in a month and, tab-separated, the lines behind it."""
    value, lines = trace(warehouse, kpi, month)
    events = len({line.number for line in lines})
    shown = "no value" if value is None else f"{value:,.10g}"
    say(f"{kpi} of {month:%Y-%m}: {shown}, from {events} events and {len(lines)} lines")
    say("number\tday\tchannel\twhat\tsystem\tid\tamount\tfile\trow")
    for line in lines:
        amount = "" if line.amount is None else line.amount
        say(
            f"{line.number}\t{line.day}\t{line.channel}\t{line.what}\t{line.system}\t{line.id}\t"
            f"{amount}\t{line.file}\t{line.row}"
        )


def _asked(warehouse: Path, kpi: str, month: date) -> tuple[object, list[tuple]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        query = _query(_evidence(connection, kpi), kpi)
        given = connection.execute("select vars_given from core.run").fetchone()
        settings = project_vars() | json.loads((given and given[0]) or "{}")
        names = [name for name in LIST_SETTINGS if f"${name}" in query]
        parameters = {"month": month, **{name: settings[name] for name in names}}
        value = _value(connection, kpi, month)
        rows = connection.execute(query, parameters).fetchall()
    return value, rows


def _value(connection: duckdb.DuckDBPyConnection, kpi: str, month: date) -> object:
    source = "select value from kpi.rpt_kpi_monthly where segment_name = 'all' and month = $month"
    found = connection.execute(f"{source} and kpi_id = $kpi", {"month": month, "kpi": kpi})
    value = found.fetchone()
    return value[0] if value else None


def _evidence(connection: duckdb.DuckDBPyConnection, kpi: str) -> list[str]:
    rows = connection.execute(
        "select kpi_id, evidence from settings.kpis where evidence is not null"
    ).fetchall()
    evidence = dict(rows)
    if kpi not in evidence:
        raise DataRefused(f"'{kpi}' can't be traced; choose one of {', '.join(evidence)}.")
    return evidence[kpi].split(";")


def _query(evidence: list[str], kpi: str) -> str:
    """Return the query of a KPI's evidence: parts that are lines, or one that is people."""
    if set(evidence) <= set(LINES):
        parts = (f"select * from ({LINES[name]})" for name in evidence)
        return EVIDENCE_OF_LINES.format(lines="\nunion all\n".join(parts))
    if len(evidence) > 1 or evidence[0] not in PEOPLE:
        raise DataRefused(
            f"kpis.csv, row {kpi}, column evidence: expected one of {', '.join(PEOPLE)}, or "
            f"several of {', '.join(LINES)}; found “{';'.join(evidence)}”, correct it."
        )
    local_date = local_date_sql("changes.changed_at", "run.timezone")
    return EVIDENCE_OF_PEOPLE.format(events=PEOPLE[evidence[0]], local_date=local_date)
