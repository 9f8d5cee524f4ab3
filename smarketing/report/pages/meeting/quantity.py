"""The dispute on quantity: what marketing delivered each month against what was agreed."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table, tag
from smarketing.report.frame.outlook import outlook
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.meeting.indicators import shown

MONTHS = 6
MEASURES = (("mqls", "count"), ("mql_value", "money"))
FINAL = ("met", "reached", "missed")


def month_ends(report: Report, measure: str) -> list[dict]:
    """Return each month's last known day of the ledger, oldest first, of six months."""
    month = report.data.month
    rows = report.read(
        "sla.rpt_marketing_sla_daily",
        where="measure = $measure and lead_type = 'all' and not is_ahead"
        " and month between $first and $month",
        parameters={"measure": measure, "first": add_months(month, 1 - MONTHS), "month": month},
    )
    known = rows.filter(pl.col("actual_cumulative").is_not_null()).sort("day")
    return known.unique("month", keep="last").sort("month").to_dicts()


def quantity_title(report: Report, measure: str, rows: list[dict]) -> str:
    """Say in how many of the months with a goal that are over it was reached."""
    over = [row for row in rows if outlook(row).state in FINAL]
    name = report.msg.text(f"meeting.goal_{measure}", stage=report.stage_code("mql"))
    if not over:
        return report.msg.text("meeting.quantity_no_goal", name=name)
    met = sum(outlook(row).state != "missed" for row in over)
    return report.msg.text("meeting.quantity_title", name=name, met=met, count=len(over))


def quantity_figure(report: Report, measure: str, unit: str) -> Figure:
    """Return delivered against agreed, month by month, with what sales rejected."""
    msg, fmt = report.msg, report.fmt
    rows = month_ends(report, measure)
    title = quantity_title(report, measure, rows)
    figure_id = f"f-cantidad-{measure.replace('_', '-')}"
    if not rows:
        return missing_figure(
            report,
            figure_id,
            title,
            msg.text(f"dashboard.no_{measure}", stage=report.stage_code("mql"))
            if measure == "mql_value"
            else msg.text("meeting.quantity_reason"),
        )
    names = ("delivered", "agreed", "share_of_goal", "rejected_in_month")
    headers = [
        (report.column("month"), ""),
        *((msg.text(f"meeting.column_{name}"), "") for name in names),
        (msg.text("meeting.column_state"), "l"),
    ]
    lines = []
    for row in rows:
        state = outlook(row).state
        share = row["actual_cumulative"] / row["month_goal"] if row["month_goal"] else None
        kind = {
            "met": ("g", "ok", "covered"),
            "reached": ("g", "ok", "covered"),
            "missed": ("b", "no", "missed"),
        }.get(state)
        lines.append(
            [
                fmt.short_month(row["month"]),
                shown(report, unit, row["actual_cumulative"]),
                shown(report, unit, row["month_goal"]),
                fmt.percent(share, 0),
                fmt.number(row["rejected_cumulative"]),
                tag(*kind[:2], msg.text(f"meeting.state_{kind[2]}")) if kind else "–",
            ]
        )
    return figure(
        report,
        figure_id,
        title,
        msg.text(f"meeting.quantity_subtitle_{measure}", stage=report.stage_code("mql")),
        body=table(title, "", headers, lines),
        source=sources(report, "leads", "lead_stage_changes"),
        is_wide=True,
    )


def quantity(report: Report) -> Block:
    """Return the section: MQLs, then their value."""
    return section(report, "cantidad", *(quantity_figure(report, *one) for one in MEASURES))
