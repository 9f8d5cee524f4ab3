"""The definition of an MQL: the argument, and the matrix of value and interest."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, part, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.mql_definition.labels import quadrant_name, renamed
from smarketing.report.pages.mql_definition.study import Study

BEST, WORST = "high_fit_high_interest", "low_fit_low_interest"


def _rate(report: Report, row: dict, rate: str, cases: str) -> str:
    if (row[cases] or 0) < report.data.run.minimum_sample or row[rate] is None:
        return report.msg.text("mql.too_few", count=row[cases] or 0)
    interval = report.fmt.percent_range(row[f"{rate}_lower"], row[f"{rate}_upper"])
    return f"{report.fmt.percent(row[rate])} ({interval})"


def matrix_title(report: Report, matrix: pl.DataFrame) -> str:
    """Say whether the best quadrant closes clearly more than the worst, and how many times."""
    rows = {row["quadrant"]: row for row in matrix.iter_rows(named=True)}
    best, worst = rows.get(BEST), rows.get(WORST)
    smallest = min(row["decision_leads"] or 0 for row in (best, worst)) if best and worst else 0
    if smallest < report.data.run.minimum_sample:
        return report.msg.text("mql.matrix_few")
    if best["decision_close_rate_lower"] <= worst["decision_close_rate_upper"]:
        return report.msg.text("mql.matrix_flat")
    rates = {
        "best": report.fmt.percent(best["decision_close_rate"]),
        "worst": report.fmt.percent(worst["decision_close_rate"]),
    }
    return report.msg.text("mql.matrix_clear", **rates)


def matrix_figure(report: Report, study: Study) -> Figure:
    """Return the matrix of value and interest as a table."""
    msg, fmt = report.msg, report.fmt
    route = f"route_{fmt.language}"
    headers = ("quadrant", "decision_leads", "decision_close_rate", "leads", "close_rate")
    headers += ("median_hours_to_first_attempt", "route")
    rows = [
        [
            quadrant_name(report, row["quadrant"]),
            fmt.number(row["decision_leads"]),
            _rate(report, row, "decision_close_rate", "decision_leads"),
            fmt.number(row["leads"]),
            _rate(report, row, "close_rate", "mature_leads"),
            fmt.number(row["median_hours_to_first_attempt"], 1),
            row[route] or "–",
        ]
        for row in study.matrix.iter_rows(named=True)
    ]
    named = [
        (msg.text(f"mql_column.{name}"), "l wrap" if name == "route" else "") for name in headers
    ]
    shown = ("quadrant", "leads", "customers", "mature_leads", "mature_customers", "close_rate")
    shown += ("revenue", "median_hours_to_first_attempt", "decision_leads", "decision_customers")
    return figure(
        report,
        "f-matriz",
        matrix_title(report, study.matrix),
        msg.text("mql.matrix_subtitle"),
        body=table(msg.text("mql.matrix_table"), "", named, rows),
        frame=renamed(report, study.matrix, *shown, "decision_close_rate"),
        note=msg.text("mql.matrix_note"),
        source=sources(report, "leads", "touchpoints", "opportunities"),
        is_wide=True,
    )


def interest_and_value(report: Report, study: Study) -> Block:
    """Return the section: where leads stand, and how each quadrant closes."""
    return section(report, "mql_matriz", matrix_figure(report, study))


def explained(report: Report) -> Block:
    """Return the argument in a few sentences, before the figures."""
    body = part("paragraph", report.msg.html("mql.argument"))
    return section(report, "mql_argumento", body=body)
