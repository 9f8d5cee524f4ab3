"""The funnel by channel of origin: every lead there is, followed to customer."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, share_bar, table
from smarketing.report.frame.intervals import wilson
from smarketing.report.frame.parts import sources
from smarketing.report.pages.monthly_marketing_report.decisions import UNASSIGNED
from smarketing.report.pages.monthly_marketing_report.funnel import recorded_stages

LAST = ("(none)", *UNASSIGNED)
COUNTS = ("entered", "reached", "pending", "entered_mature", "reached_mature")


def origin_rows(report: Report) -> list[dict]:
    """Return one row per channel: leads, reached_<stage>, pending, and the two close rates' counts.

    Most leads first, the unassigned ones last.
    """
    frame = report.data.origins
    rows = []
    for group in frame.partition_by("channel", maintain_order=True):
        by_stage = {row["to_stage"]: row for row in group.iter_rows(named=True)}
        close = by_stage.get("customer")
        if close is None or not close["entered"]:
            continue
        reached = {f"reached_{name}": row["reached"] for name, row in by_stage.items()}
        counts = {name: close[name] for name in COUNTS}
        rows.append(reached | counts | {"channel": group["channel"][0]})
    return sorted(rows, key=lambda row: (row["channel"] in LAST, -row["entered"], row["channel"]))


def origin_title(report: Report, rows: list[dict]) -> str:
    """Name the largest channel that closes clearly more than all together, or clearly less."""
    msg, fmt = report.msg, report.fmt
    entered = sum(row["entered_mature"] or 0 for row in rows)
    reached = sum(row["reached_mature"] or 0 for row in rows)
    if entered < report.data.run.minimum_sample:
        return msg.text("origins.immature")
    total = reached / entered
    for row in rows:
        interval = wilson(row["reached_mature"] or 0, row["entered_mature"] or 0)
        if row["channel"] in LAST or interval is None:
            continue
        if row["entered_mature"] < report.data.run.minimum_sample or interval.contains(total):
            continue
        key = "origins.more" if interval.lower > total else "origins.less"
        return msg.text(
            key,
            channel=report.channel(row["channel"]),
            rate=fmt.percent(row["reached_mature"] / row["entered_mature"]),
            total=fmt.percent(total),
        )
    return msg.text("origins.unclear")


def _rate(report: Report, reached: float, entered: float, *, with_interval: bool) -> Markup | str:
    fmt = report.fmt
    if not entered:
        return "–"
    counts = report.msg.text("figure.of", part=fmt.number(reached), whole=fmt.number(entered))
    if entered < report.data.run.minimum_sample:
        few = report.msg.text("figure.few")
        return part("few", few, counts)
    interval = wilson(reached, entered)
    small = counts
    if with_interval and interval is not None:
        small = fmt.percent_range(*interval)
    return part("two_lines", fmt.percent(reached / entered), small)


def _line(report: Report, row: dict, stages: list[str], widest: float) -> list[Markup | str]:
    fmt = report.fmt
    name = row["channel"]
    return [
        report.msg.text("channels.total") if name == "all" else report.channel(name),
        share_bar(fmt.number(row["entered"]), row["entered"], widest),
        *[fmt.number(row.get(f"reached_{stage}") or 0) for stage in stages],
        fmt.number(row["pending"] or 0),
        _rate(report, row["reached"] or 0, row["entered"], with_interval=False),
        _rate(report, row["reached_mature"] or 0, row["entered_mature"] or 0, with_interval=True),
    ]


def origin_figure(report: Report) -> Figure:
    """Return the table of the funnel by channel of origin, over all cohorts."""
    msg = report.msg
    rows = origin_rows(report)
    if not rows:
        return missing_figure(
            report,
            "f-origen",
            msg.text("origins.label"),
            msg.text("channels.none"),
            settings_file="channel_rules.csv",
        )
    stages = recorded_stages(report)[1:]
    names = [f"reached_{stage}" for stage in stages] + list(COUNTS)
    total = {"channel": "all"} | {name: sum(row.get(name) or 0 for row in rows) for name in names}
    headers = [(report.column("channel"), ""), (report.column("leads"), "l")]
    headers += [(report.stage_code(stage), "") for stage in stages]
    headers += [
        (report.column("pending"), ""),
        (msg.text("origins.rate_so_far"), ""),
        (msg.text("origins.rate_mature"), ""),
    ]
    widest = max(row["entered"] for row in rows)
    months = report.data.cohorts.filter(pl.col("entered") > 0)["cohort_month"]
    shown = pl.DataFrame(
        {report.column("channel"): [report.channel(row["channel"]) for row in rows]}
        | {report.column("leads"): [row["entered"] for row in rows]}
        | {report.stage(s): [int(row.get(f"reached_{s}") or 0) for row in rows] for s in stages}
        | {
            report.column(name): [int(row[name] or 0) for row in rows]
            for name in ("pending", "entered_mature", "reached_mature")
        }
    )
    return figure(
        report,
        "f-origen",
        origin_title(report, rows),
        msg.text("origins.subtitle", month=report.fmt.month(months.min())),
        body=table(
            msg.text("origins.label"),
            msg.text("origins.caption"),
            headers,
            [_line(report, row, stages, widest) for row in rows],
            total=_line(report, total, stages, 0),
        ),
        frame=shown,
        note=msg.text("origins.note"),
        source=sources(report, "leads", "lead_stage_changes", "opportunities"),
        is_wide=True,
    )
