"""A rule that changed inside a chart's range is drawn and said; outside it is neither."""

import json
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest
from report_fixture import make_warehouse, notebook_sections

from smarketing.report.frame.context import open_report
from smarketing.report.frame.rule_changes import chart_changes, marked, periods
from smarketing.report.pages.smarketing_dashboard.charts import FAN, goal_chart

# The fixture's charts of leads and revenue go from October 2025 to October 2026.
RULES = """
create table settings.mql_definitions as select * from (values
    ('first', 'Puntos', 'Points', date '2000-01-01', false, 'Al empezar'),
    ('before', 'Cargo', 'Job title', date '2025-09-30', false, 'Antes del gráfico'),
    ('now', 'Puntos y cargo', 'Points and title', date '2026-03-05', true, '<b>Menos</b>'),
    ('proposal', 'Otra', 'Other', date '2026-06-01', false, 'Solo una propuesta'),
    ('someday', 'Nunca', 'Never', null, false, 'Sin fecha')
) as t(definition_id, label_es, label_en, valid_from, is_current, changed_because);
create table settings.sla_policies as select * from (values
    ('a', '*', date '2000-01-01', 'Acuerdo inicial'),
    ('b', '*', date '2026-10-31', 'Último día'),
    ('c', '*', date '2026-11-01', 'Después del gráfico')
) as t(sla_id, lead_type, valid_from, changed_because);
create table settings.followup_policies as select * from (values
    ('*', date '2000-01-01', null), ('partner', date '2026-08-10', 'Ciclo más largo.')
) as t(lead_type, valid_from, changed_because);
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = make_warehouse(tmp_path_factory.mktemp("rules") / "warehouse.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute(RULES)
    return open_report(warehouse=str(path), locale="es", output="page")


@pytest.fixture(scope="module")
def figures(report):
    blocks = [
        notebook_sections("monthly_marketing_report")[name](report)
        for name in ("channels", "funnel", "sales")
    ]
    return {figure.figure_id: figure for block in blocks for figure in block.figures}


def drawn(figure):
    """Return (period, label) of each change a chart shows."""
    return [
        (value["key"], mark)
        for layer in figure.chart["layer"]
        if layer.get("mark", {}).get("type") == "text" and "values" in layer.get("data", {})
        for value in layer["data"]["values"]
        for mark in value["mark"]
    ]


def test_changes_inside_the_range_are_drawn_at_their_month(figures):
    expected = [
        ("2026-03-01", "LCM, 5 mar 2026"),
        ("2026-08-01", "Seguimiento, 10 ago 2026"),
        ("2026-10-01", "SLA, 31 oct 2026"),
    ]
    assert drawn(figures["f-volumen"]) == expected
    assert drawn(figures["f-ingresos"]) == expected


def test_changes_are_said_in_the_note_and_to_who_hears_the_chart(figures):
    html = figures["f-volumen"].html
    note = html.split('class="note">')[1].split("</p>")[0]
    heard = html.split('aria-label="')[1].split('"')[0]
    for text in (note, heard):
        assert (
            "Desde el 5 mar 2026 rige otra definición de LCM: «Puntos y cargo». "
            "Motivo: &lt;b&gt;Menos&lt;/b&gt;." in text
        )
        policy = "Desde el 10 ago 2026 rige otra pauta de seguimiento (partner)."
        assert f"{policy} Motivo: Ciclo más largo." in text
        assert "rige otro acuerdo de atención (SLA). Motivo: Último día." in text


def test_changes_outside_the_range_and_proposals_are_not(figures):
    shown = json.dumps([figures["f-volumen"].chart, str(figures["f-volumen"].html)])
    for words in ("Al empezar", "Antes del", "Solo una propuesta", "Sin fecha", "Después"):
        assert words not in shown


def test_a_chart_of_one_mark_and_of_weeks_is_marked_too(report):
    """The last week counts whole: 5 to 11 October; 31 October lies behind it."""
    weeks = [f"2026-{day}" for day in ("07-27", "08-03", "08-10", "10-05")]
    x = {"field": "key", "type": "nominal", "sort": weeks}
    chart = {"data": {"values": []}, "mark": {"type": "bar"}, "encoding": {"x": x}}
    changes = chart_changes(report, chart)
    assert [change.day for change in changes] == [date(2026, 8, 10)]
    spec = marked(report, chart, changes)
    assert spec["layer"][0] == {"mark": {"type": "bar"}, "encoding": {"x": x}}
    assert "mark" not in spec
    assert spec["layer"][1]["data"]["values"][0]["key"] == "2026-08-10"


def test_a_goal_by_days_is_marked_on_its_day(report):
    """Of the changes of a month the one of the 31st lies on the last of its days."""
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
    ledger = pl.DataFrame({"day": days, "is_ahead": [False] * 31, "text": [""] * 31})
    numbers = ("actual_cumulative", "goal_to_date", *FAN)
    ledger = ledger.with_columns(
        pl.lit(5.0 if name in numbers[:2] else None, pl.Float64).alias(name) for name in numbers
    )
    chart = goal_chart(report, ledger, goal_label="Meta", end_label="5")
    changes = chart_changes(report, chart)
    assert [change.mark for change in changes] == ["SLA, 31 oct 2026"]
    values = [layer["data"].get("values") for layer in marked(report, chart, changes)["layer"][-2:]]
    assert values == [[{"key": "2026-10-31", "mark": ["SLA, 31 oct 2026"]}]] * 2


def test_every_chart_along_months_is_asked(figures):
    along_time = {name for name, one in figures.items() if one.chart and periods(one.chart)}
    assert along_time == {"f-volumen", "f-cierre", "f-ingresos"}
    assert all(drawn(figures[name]) for name in along_time)
    assert periods(figures["f-volumen"].chart)[0] == date(2025, 10, 1)
