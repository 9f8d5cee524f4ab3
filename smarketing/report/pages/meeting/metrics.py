"""The KPIs in depth: against the month before, last year and the target, by area."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import MISSING
from smarketing.report.frame.html import figure, part, table, tag
from smarketing.report.frame.indicators import is_known
from smarketing.report.frame.parts import section
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.meeting.indicators import interval_shown, read_indicators, shown

AREAS = ("marketing", "sales", "follow_up", "people")
STATUS_TAGS = {
    "on_target": ("g", "ok"),
    "off_target": ("b", "no"),
    "pending": ("p", "clock"),
    "not_enough_data": ("p", "none"),
}
COLUMNS = ("value", "previous_value", "previous_year_value", "target")
EARLIER = {"previous_value": -1, "previous_year_value": -12}


def by_area(report: Report) -> dict[str, list[dict]]:
    """Return area → the month's KPIs of which something is known; a KPI is in its first area.

    An earlier month that was pending, or of too few cases, is not told now either.
    """
    rows = read_indicators(report, report.data.month)
    for name, months in EARLIER.items():
        earlier = read_indicators(report, add_months(report.data.month, months))
        hidden = [kpi_id for kpi_id, row in earlier.items() if not is_known(row)]
        rows |= {kpi_id: rows[kpi_id] | {name: None} for kpi_id in hidden if kpi_id in rows}
    areas: dict[str, list[dict]] = {area: [] for area in AREAS}
    for kpi in report.data.seeds["kpis"].iter_rows(named=True):
        row = rows.get(kpi["kpi_id"])
        area = (kpi["areas"] or "").split(";")[0]
        if row is not None and row["status"] != "no_data" and area in areas:
            areas[area].append(row)
    return areas


def missing(report: Report) -> list[dict]:
    """Return the month's KPIs that the exports don't tell."""
    rows = read_indicators(report, report.data.month)
    return [row for row in rows.values() if row["status"] == "no_data"]


def area_title(report: Report, area: str, rows: list[dict]) -> str:
    """Say how many of an area's targets are met; or that it has none to judge."""
    judged = [row for row in rows if row["status"] in ("on_target", "off_target")]
    name = report.msg.text(f"meeting.area_{area}")
    if not judged:
        return report.msg.text("meeting.area_no_target", area=name)
    met = sum(row["status"] == "on_target" for row in judged)
    return report.msg.text("meeting.area_title", area=name, met=met, count=len(judged))


def _value(report: Report, row: dict) -> object:
    if not is_known(row):
        return MISSING
    text = shown(report, row["unit"], row["value"])
    if row["value_lower"] is None:
        return text
    return part("two_lines", text, interval_shown(report, row))


def _status(report: Report, row: dict) -> object:
    if row["status"] not in STATUS_TAGS:
        return report.msg.text("meeting.status_no_target")
    return tag(*STATUS_TAGS[row["status"]], report.msg.text(f"meeting.status_{row['status']}"))


def area_figure(report: Report, area: str, rows: list[dict]) -> Figure:
    """Return the table of an area's KPIs."""
    msg = report.msg
    month = report.data.month
    headers = [
        (msg.text("meeting.column_indicator"), "wrap"),
        (report.fmt.short_month(month), ""),
        (report.fmt.short_month(add_months(month, -1)), ""),
        (report.fmt.short_month(add_months(month, -12)), ""),
        (msg.text("meeting.column_target"), ""),
        (msg.text("meeting.column_state"), "l"),
    ]
    lines = [
        [
            report.kpi(row["kpi_id"]),
            _value(report, row),
            *(shown(report, row["unit"], row[name]) for name in COLUMNS[1:]),
            _status(report, row),
        ]
        for row in rows
    ]
    frame = pl.DataFrame(
        [(report.kpi(row["kpi_id"]), *(row[name] for name in COLUMNS)) for row in rows],
        schema={
            text: pl.Float64 if place else pl.String for place, (text, _) in enumerate(headers[:5])
        },
        orient="row",
    )
    return figure(
        report,
        f"f-area-{area.replace('_', '-')}",
        area_title(report, area, rows),
        msg.text("meeting.area_subtitle", month=report.fmt.month(month)),
        body=table(msg.text(f"meeting.area_{area}"), "", headers, lines),
        frame=frame,
        is_wide=True,
    )


def metrics(report: Report) -> Block:
    """Return the section: a table per area, then what the exports don't tell."""
    figures = [area_figure(report, area, rows) for area, rows in by_area(report).items() if rows]
    unknown = missing(report)
    body = part("paragraph", report.msg.text("meeting.metrics_intro"), "intro")
    if unknown:
        names = report.listed(report.kpi(row["kpi_id"]) for row in unknown)
        text = report.msg.text("meeting.metrics_missing", count=len(unknown), names=names)
        body += part("paragraph", text, "intro")
    return section(report, "metricas", *figures, body=body)
