"""One small company written in four ways: a log of stages, columns of dates, a history of fields,
and the exports of each day on which something changed. All four say the same.

The expected visits were derived from LEADS by hand, not from a run.
"""

# ruff: noqa: E501 - rows of exports and mappings are as wide as they are
from __future__ import annotations

import csv
import io
from datetime import date

import duckdb
import pytest
from load_helpers import Exports

from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

WAYS = ("log", "columns", "fields", "exports")
# Per record: the stage in which it began, then each one entered; times are those of Guayaquil.
# L6's are known by their day only; L2 and L3 begin further on; L4 goes back.
LEADS = {
    "L1": [
        ("2026-01-05 09:00", "Lead"),
        ("2026-01-06 10:00", "MQL"),
        ("2026-01-09 11:00", "SQL"),
        ("2026-01-20 12:00", "Descartado"),
    ],
    "L2": [("2026-01-12 09:00", "MQL"), ("2026-01-15 16:00", "SQL")],
    "L3": [("2026-01-12 10:00", "MQL")],
    "L4": [
        ("2026-02-02 08:00", "Lead"),
        ("2026-02-04 09:00", "MQL"),
        ("2026-02-10 10:00", "Lead"),
        ("2026-02-16 11:00", "MQL"),
    ],
    "L5": [("2026-02-03 09:00", "Lead")],
    "L6": [("2026-01-08", "Lead"), ("2026-01-14", "SQL")],
}
DEALS = {
    "O1": [
        ("2026-01-20 09:00", "Cita programada"),
        ("2026-01-25 09:00", "Propuesta enviada"),
        ("2026-02-05 15:00", "Ganada"),
    ],
    "O2": [("2026-02-06 09:00", "Propuesta enviada"), ("2026-02-20 17:00", "Perdida")],
    "O3": [("2026-03-02 09:00", "Cita programada")],
}
PERSON_OF_DEAL = {"O1": "L2", "O2": "L6", "O3": "L5"}
LAST = date(2026, 4, 30)

# lead, stage, entered (UTC), left, days, imputed, regression
VISITS = [
    ("L1", "lead", "2026-01-05 14:00", "2026-01-06 15:00", 1, False, False),
    ("L1", "mql", "2026-01-06 15:00", "2026-01-09 16:00", 3, False, False),
    ("L1", "sql", "2026-01-09 16:00", "2026-01-20 17:00", 11, False, False),
    ("L1", "disqualified", "2026-01-20 17:00", None, 100, False, False),
    ("L2", "lead", "2026-01-12 14:00", "2026-01-12 14:00", 0, False, False),
    ("L2", "mql", "2026-01-12 14:00", "2026-01-15 21:00", 3, False, False),
    ("L2", "sql", "2026-01-15 21:00", "2026-01-20 14:00", 5, False, False),
    ("L2", "opportunity", "2026-01-20 14:00", "2026-02-05 20:00", 16, False, False),
    ("L2", "customer", "2026-02-05 20:00", None, 84, False, False),
    ("L3", "lead", "2026-01-12 15:00", "2026-01-12 15:00", 0, False, False),
    ("L3", "mql", "2026-01-12 15:00", None, 108, False, False),
    ("L4", "lead", "2026-02-02 13:00", "2026-02-04 14:00", 2, False, False),
    ("L4", "mql", "2026-02-04 14:00", "2026-02-10 15:00", 6, False, False),
    ("L4", "lead", "2026-02-10 15:00", "2026-02-16 16:00", 6, False, True),
    ("L4", "mql", "2026-02-16 16:00", None, 73, False, False),
    ("L5", "lead", "2026-02-03 14:00", "2026-03-02 14:00", 27, False, False),
    ("L5", "mql", "2026-03-02 14:00", "2026-03-02 14:00", None, True, False),
    ("L5", "sql", "2026-03-02 14:00", "2026-03-02 14:00", None, True, False),
    ("L5", "opportunity", "2026-03-02 14:00", None, 59, False, False),
    ("L6", "lead", "2026-01-08 05:00", "2026-01-14 05:00", 6, False, False),
    ("L6", "mql", "2026-01-14 05:00", "2026-01-14 05:00", None, True, False),
    ("L6", "sql", "2026-01-14 05:00", "2026-02-06 14:00", 23, False, False),
    ("L6", "opportunity", "2026-02-06 14:00", None, 83, False, False),
]
# deal, stage, won, closed, when
STATES = [
    ("O1", "won", True, True, "2026-02-05 20:00"),
    ("O2", "lost", False, True, "2026-02-20 22:00"),
    ("O3", "appointment", False, False, None),
]
# month of entry and pair of stages: entered, reached; L4 counts once as a lead and once as an MQL
COHORTS = [
    ("2026-01-01", "lead", "mql", 4, 4),
    ("2026-01-01", "lead", "customer", 4, 1),
    ("2026-01-01", "mql", "sql", 4, 3),
    ("2026-02-01", "lead", "mql", 2, 2),
    ("2026-02-01", "mql", "sql", 1, 0),
    ("2026-03-01", "mql", "sql", 1, 1),
]

MAPPING = """
system: {way}
locale: {{timezone: America/Guayaquil, dates: ymd, decimal: ".", currency: USD}}
files:
  - pattern: "leads*"
    entity: leads
    constants: {{lead_type: {way}}}
    columns: {{lead_id: [id], created_at: [creado], email: [correo], status: [estado], updated_at: [modificado]}}
  - pattern: "deals*"
    entity: opportunities
    columns: {{opportunity_id: [id], created_at: [creado], lead_id: [lead], stage: [etapa], amount: [valor], updated_at: [modificado]}}
"""
CHANGES = """
  - pattern: "history-{records}*"
    entity: {entity}
    columns: {{{id}: [id], stage: [nuevo], previous_stage: [anterior], changed_at: [fecha]}}
"""
FIELD = "    rows_where: {Field: [Status, Stage], Campo: [Estado, Etapa]}\n"
DATES = """
  - pattern: "{records}*"
    entity: {entity}
    unpivot: {{header: "Fecha de (.+)", stage: 1, value: changed_at}}
    columns: {{{id}: [id]}}
"""
KINDS = (
    ("leads", "lead_stage_changes", "lead_id", "estado", LEADS),
    ("deals", "opportunity_stage_changes", "opportunity_id", "etapa", DEALS),
)


def table(rows: list[dict]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def states(way: str, kind: str, stage_header: str, records: dict, day: date) -> list[dict]:
    """Return an export of the current state on the evening of a day."""
    rows = []
    for record, history in records.items():
        known = [(at, stage) for at, stage in history if at[:10] <= day.isoformat()]
        if not known:
            continue
        at, stage = known[-1]
        row = {"id": record, "creado": history[0][0], stage_header: stage}
        row["modificado"] = at if len(at) > 10 else ""
        if kind == "leads":
            row["correo"] = f"{record.lower()}@{way}.example"
        else:
            row |= {"lead": PERSON_OF_DEAL[record], "valor": "1000"}
        if way == "columns":
            row |= {f"Fecha de {name}": entered for entered, name in known}
        rows.append(row)
    return rows


def write(exports: Exports, way: str) -> None:
    """Write the company as one system tells it."""
    mapping = MAPPING.format(way=way)
    # what the columns of dates forget, an export between remembers
    days = {"columns": [date(2026, 2, 12), LAST]}.get(way, [LAST])
    if way == "exports":
        moments = {at[:10] for *_, records in KINDS for h in records.values() for at, _ in h}
        days = [date.fromisoformat(day) for day in sorted(moments)]
    for kind, entity, key, stage_header, records in KINDS:
        for day in days:
            rows = states(way, kind, stage_header, records, day)
            if rows:
                exports.write(f"{way}/{kind}-{day}.csv", table(rows))
        if way == "columns":
            mapping += DATES.format(records=kind, entity=entity, id=key)
        if way in ("log", "fields"):
            mapping += CHANGES.format(records=kind, entity=entity, id=key)
            rows = [
                {
                    "id": record,
                    "Campo": stage_header,
                    "anterior": before,
                    "nuevo": stage,
                    "fecha": at,
                }
                for record, history in records.items()
                for (at, stage), before in zip(
                    history, ["", *[s for _, s in history]], strict=False
                )
                if way == "log" or before
            ]
            if way == "log":
                rows = [row | {"anterior": ""} for row in rows]
            else:
                mapping += FIELD
                rows.append({"id": "L1", "Campo": "Propietario", "anterior": "Ana", "nuevo": "Luz"})
            exports.write(f"{way}/history-{kind}.csv", table(rows))
    exports.write(f"{way}/mapping.yml", mapping)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    exports = Exports(tmp_path_factory.mktemp("four-ways"))
    for way in WAYS:
        write(exports, way)
    exports.load()
    exports.assert_balanced()
    work = exports.build_file.with_name("work")
    variables = {"as_of": LAST.isoformat()}
    project = dbt_build.Project(exports.build_file, PROJECT / "seeds", work, variables)
    wanted = ["+fct_stage_visits", "+fct_opportunities", "+rpt_funnel_cohorts"]
    dbt_build.build(project, select=wanted, with_data_tests=False, say=lambda _: None)
    with duckdb.connect(str(exports.build_file), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("way", WAYS)
def test_the_visits_to_stages_are_the_same(company, way):
    found = company.execute(
        "select lead_id, stage, strftime(entered_at, '%Y-%m-%d %H:%M'), "
        "strftime(left_at, '%Y-%m-%d %H:%M'), days_in_stage, is_skip_imputed, is_regression "
        "from core.fct_stage_visits inner join intermediate.int_people using (lead_key) "
        "where lead_type = ? order by lead_id, visit_number",
        [way],
    ).fetchall()
    assert found == VISITS


@pytest.mark.parametrize("way", WAYS)
def test_the_deals_are_the_same(company, way):
    found = company.execute(
        "select opportunity_id, stage, is_won, is_closed, strftime(closed_at, '%Y-%m-%d %H:%M') "
        "from core.fct_opportunities where source_system = ? order by 1",
        [way],
    ).fetchall()
    assert found == STATES


@pytest.mark.parametrize("way", WAYS)
def test_the_cohorts_are_the_same(company, way):
    found = company.execute(
        "select strftime(cohort_month, '%Y-%m-%d'), from_stage, to_stage, entered, reached "
        "from funnel.rpt_funnel_cohorts where segment_name = 'lead_type' and segment_value = ?",
        [way],
    ).fetchall()
    assert set(COHORTS) <= set(found)
    columns = "* exclude (segment_name, segment_value)"
    same = (
        f"select {columns} from funnel.rpt_funnel_cohorts "
        "where segment_name = 'lead_type' and segment_value = "
    )
    different = f"({same} 'log' except all {same} '{way}')"
    assert company.execute(f"from {different}").fetchall() == []
    assert len(found) == company.execute(f"select count(*) from ({same} 'log')").fetchone()[0]
