"""Close rates of opportunities: month by month, and by owner over a year, with intervals."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import (
    figure,
    interval_track,
    key_item,
    missing_figure,
    part,
    table,
)
from smarketing.report.frame.indicators import indicator
from smarketing.report.frame.intervals import wilson
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.tiles import missing_reason
from smarketing.report.pages.monthly_sales_report.charts import month_line
from smarketing.report.pages.monthly_sales_report.indicators import segment_rows

KPI = "opportunity_conversion_rate"


def _rate_text(report: Report, row: dict) -> str:
    counts = report.msg.text(
        "figure.of",
        part=report.fmt.number(row["numerator"]),
        whole=report.fmt.number(row["denominator"]),
    )
    return f"{report.fmt.percent(row['value'])} ({counts})"


def time_title(report: Report) -> str:
    """Return the month's rate; whether it changed only where the change is clear."""
    msg, fmt, now = report.msg, report.fmt, indicator(report, KPI)
    if now.value is None:
        return msg.text("sales.close_few")
    texts = {"rate": fmt.percent(now.value), "month": fmt.month_name(report.data.month)}
    change = now.change
    if change is None or not change.is_clear:
        return msg.text("sales.close_unclear", **texts)
    key = "sales.close_up" if change.direction > 0 else "sales.close_down"
    return msg.text(key, change=fmt.points(abs(change.difference)), **texts)


def time_figure(report: Report) -> Figure:
    """Return the conversion of opportunities by month of closing."""
    msg = report.msg
    rows = segment_rows(report, KPI, "all").drop_nulls("value")
    if not rows.height:
        reason = missing_reason(report, indicator(report, KPI))
        return missing_figure(report, "f-conversion", msg.text("sales.close_name"), reason)
    texts = [_rate_text(report, row) for row in rows.to_dicts()]
    frame = rows.select(
        "month",
        "value",
        lower="value_lower",
        upper="value_upper",
        is_few=pl.col("status") == "not_enough_data",
        text=pl.Series(texts),
    )
    shown = rows.select(
        pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
        pl.col("numerator").alias(report.column("won_sales")),
        pl.col("denominator").alias(msg.text("sales_column.closed")),
        pl.col("value").alias(report.column("rate")),
        pl.col("value_lower").alias(report.column("rate_lower")),
        pl.col("value_upper").alias(report.column("rate_upper")),
    )
    return figure(
        report,
        "f-conversion",
        time_title(report),
        msg.text("sales.close_subtitle"),
        chart=month_line(report, frame, value_format=".0%"),
        frame=shown,
        description=texts[-1],
        keys=[
            key_item("circle", "actual", msg.text("sales.key_rate"), "actual"),
            key_item("circle", "pend", msg.text("sales.key_few")),
        ],
        source=sources(report, "opportunities"),
    )


def pooled(report: Report, segment_name: str) -> pl.DataFrame:
    """Return segment_value, won, closed of the last twelve months: most closed first."""
    rows = segment_rows(report, KPI, segment_name).filter(
        pl.col("month").is_in(report.data.months(12))
    )
    sums = rows.group_by("segment_value").agg(
        won=pl.col("numerator").sum(), closed=pl.col("denominator").sum()
    )
    is_nobody = pl.col("segment_value") == "(none)"
    return sums.sort(is_nobody, "closed", "segment_value", descending=[False, True, False])


def owner_title(report: Report, rows: pl.DataFrame) -> str:
    """Name who closes clearly less than all others together; else that nobody stands out."""
    won, closed = rows["won"].sum(), rows["closed"].sum()
    low = []
    for row in rows.to_dicts():
        if row["closed"] < report.data.run.minimum_sample or row["segment_value"] == "(none)":
            continue
        rest = wilson(won - row["won"], closed - row["closed"])
        own = wilson(row["won"], row["closed"])
        if rest is not None and own is not None and own.upper < rest.lower:
            low.append(clean_label(row["segment_value"]))
    if not low:
        return report.msg.text("sales.owners_alike")
    return report.msg.text("sales.owners_low", count=len(low), names=report.listed(low))


def owner_figure(report: Report) -> Figure:
    """Return the table of the year's conversion by owner."""
    msg, fmt = report.msg, report.fmt
    rows = pooled(report, "owner")
    if not rows.height:
        reason = msg.text("tile.no_cases")
        return missing_figure(report, "f-conversion-duenos", msg.text("sales.owners_name"), reason)
    bounds = [wilson(won, closed) for won, closed in rows.select("won", "closed").rows()]
    scale = max([bound.upper for bound in bounds if bound is not None], default=1.0)
    lines = []
    for row, bound in zip(rows.to_dicts(), bounds, strict=True):
        is_few = row["closed"] < report.data.run.minimum_sample or bound is None
        rate = row["won"] / row["closed"] if row["closed"] else None
        lines.append(
            [
                msg.text("sales.nobody")
                if row["segment_value"] == "(none)"
                else clean_label(row["segment_value"]),
                fmt.number(row["won"]),
                fmt.number(row["closed"]),
                part("few", msg.text("figure.few"))
                if is_few
                else part("two_lines", fmt.percent(rate), fmt.percent_range(*bound)),
                "" if is_few else interval_track(rate, *bound, scale),
            ]
        )
    headers = [
        (msg.text("sales_column.owner"), ""),
        (report.column("won_sales"), ""),
        (msg.text("sales_column.closed"), ""),
        (report.column("rate"), ""),
        (msg.text("figure.interval"), "l"),
    ]
    shown = pl.DataFrame(
        {
            headers[0][0]: [line[0] for line in lines],
            headers[1][0]: rows["won"],
            headers[2][0]: rows["closed"],
            headers[3][0]: rows["won"] / rows["closed"],
            report.column("rate_lower"): [bound.lower if bound else None for bound in bounds],
            report.column("rate_upper"): [bound.upper if bound else None for bound in bounds],
        }
    )
    return figure(
        report,
        "f-conversion-duenos",
        owner_title(report, rows),
        msg.text("sales.owners_subtitle"),
        body=table(msg.text("sales.owners_name"), "", headers, lines),
        frame=shown,
        source=sources(report, "opportunities"),
    )


def closing(report: Report) -> Block:
    """Return the section: how many of the resolved opportunities are won."""
    return section(report, "conversion", time_figure(report), owner_figure(report))
