"""The funnel by who owns each stage."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import FUNNEL_STAGES, Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.indicators import SHOWN, read_indicators
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import as_words

ENTRIES = dict(
    zip(FUNNEL_STAGES, ("leads", "mqls", "sqls", "opportunities", "customers"), strict=True)
)
OWNERS = ("marketing", "sales", "shared")


def stage_rows(report: Report) -> list[dict]:
    """Return the stages in order: owner, who entered in the month, who is there, who moves on."""
    owners = {row["stage"]: row["owner"] for row in report.data.seeds["stages"].to_dicts()}
    waiting = {row["stage"]: row for row in report.data.bottlenecks.to_dicts()}
    entered = read_indicators(report, ENTRIES.values())
    rows = []
    for stage, kpi_id in ENTRIES.items():
        known = waiting.get(stage, {})
        rows.append(
            {
                "stage": stage,
                "owner": owners.get(stage) or "shared",
                "entered": entered[kpi_id].value if entered[kpi_id].state == SHOWN else None,
                "work_in_progress": known.get("work_in_progress"),
                "moved": known.get("reached_next_stage"),
                "of": known.get("entered"),
                "rate": known.get("next_stage_rate"),
                "lower": known.get("next_stage_rate_lower"),
                "upper": known.get("next_stage_rate_upper"),
                "median_days": known.get("median_days"),
            }
        )
    return rows


def owner_name(report: Report, owner: str) -> str:
    """Return who owns a stage, in words."""
    key = f"sales.owner_{owner}"
    return report.msg.text(key) if report.msg.has(key) else as_words(owner)


def stage_owner_title(report: Report, rows: list[dict]) -> str:
    """Return whose stages hold most of the people under way, if it is more than half."""
    held = dict.fromkeys(OWNERS, 0)
    for row in rows:
        held[row["owner"]] = held.get(row["owner"], 0) + (row["work_in_progress"] or 0)
    total = sum(held.values())
    most = max(held, key=held.__getitem__)
    if not total or held[most] * 2 <= total:
        return report.msg.text("sales.stages_even")
    return report.msg.text(
        "sales.stages_most",
        owner=owner_name(report, most),
        share=report.fmt.percent(held[most] / total, 0),
        number=report.fmt.number(held[most]),
        total=report.fmt.number(total),
    )


def _rate(report: Report, row: dict) -> object:
    fmt = report.fmt
    if row["rate"] is None or (row["of"] or 0) < report.data.run.minimum_sample:
        return "–" if not row["of"] else part("few", report.msg.text("figure.few"))
    return part(
        "two_lines", fmt.percent(row["rate"]), fmt.percent_range(row["lower"], row["upper"])
    )


def stage_owner_figure(report: Report) -> Figure:
    """Return the table of stages by owner."""
    msg, fmt, rows = report.msg, report.fmt, stage_rows(report)
    if not any(row["entered"] or row["work_in_progress"] for row in rows):
        return missing_figure(
            report, "f-etapas-dueno", msg.text("sales.stages_name"), msg.text("sales.stages_none")
        )
    headers = [
        (report.column("stage"), ""),
        (msg.text("sales_column.stage_owner"), "l"),
        (msg.text("sales_column.entered"), ""),
        (report.column("work_in_progress"), ""),
        (msg.text("sales_column.next_stage_rate"), ""),
        (report.column("median_days"), ""),
    ]
    lines = [
        [
            report.stage(row["stage"]),
            owner_name(report, row["owner"]),
            fmt.number(row["entered"]),
            fmt.number(row["work_in_progress"]),
            _rate(report, row),
            fmt.number(row["median_days"]),
        ]
        for row in rows
    ]
    shown = pl.DataFrame(
        {
            headers[0][0]: [line[0] for line in lines],
            headers[1][0]: [line[1] for line in lines],
            headers[2][0]: [row["entered"] for row in rows],
            headers[3][0]: [row["work_in_progress"] for row in rows],
            headers[4][0]: [row["rate"] for row in rows],
            headers[5][0]: [row["median_days"] for row in rows],
        },
        strict=False,
    )
    return figure(
        report,
        "f-etapas-dueno",
        stage_owner_title(report, rows),
        msg.text("sales.stages_subtitle", month=fmt.month(report.data.month)),
        body=table(msg.text("sales.stages_name"), "", headers, lines),
        frame=shown,
        source=sources(report, "leads", "lead_stage_changes", "opportunities"),
        is_wide=True,
    )


def stage_owners(report: Report) -> Block:
    """Return the section: the funnel by who owns each stage."""
    return section(report, "duenos", stage_owner_figure(report))
