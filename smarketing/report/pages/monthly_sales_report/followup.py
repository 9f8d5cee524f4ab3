"""The follow-up KPIs of the month."""

from __future__ import annotations

from collections.abc import Sequence

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure
from smarketing.report.frame.indicators import NO_DATA, Indicator, read_indicators
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.tile_section import tile_table
from smarketing.report.pages.monthly_sales_report.kpi_table import kpi_table

AREA = "follow_up"


def followup_indicators(report: Report) -> list[Indicator]:
    """Return the KPIs whose area is follow-up, in the order of the seed."""
    ids = [
        row["kpi_id"]
        for row in report.data.seeds["kpis"].to_dicts()
        if AREA in (row.get("areas") or "").split(";")
    ]
    return list(read_indicators(report, ids).values())


def followup_title(report: Report, indicators: Sequence[Indicator]) -> str:
    """Return how many of the KPIs with a target met it."""
    judged = [one for one in indicators if one.meets_target is not None]
    if not judged:
        return report.msg.text("sales.followup_no_target")
    met = sum(one.meets_target for one in judged)
    return report.msg.text(
        "sales.followup_met",
        count=met,
        met=report.fmt.number(met),
        all=report.fmt.number(len(judged)),
    )


def followup_figure(report: Report) -> Figure:
    """Return the table of the follow-up KPIs."""
    msg, indicators = report.msg, followup_indicators(report)
    name = msg.text("sales.followup_name")
    if all(one.state == NO_DATA for one in indicators):
        return missing_figure(report, "f-seguimiento", name, msg.text("sales.followup_none"))
    data = tile_table(report, indicators)
    return figure(
        report,
        "f-seguimiento",
        followup_title(report, indicators),
        msg.text("sales.followup_subtitle", month=report.fmt.month(report.data.month)),
        body=kpi_table(report, name, indicators),
        frame=data.frame,
        source=sources(report, "contact_attempts", "tasks", "leads"),
        is_wide=True,
    )


def followup(report: Report) -> Block:
    """Return the section: follow-up."""
    return section(report, "seguimiento", followup_figure(report))
