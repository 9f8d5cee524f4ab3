"""The sales cycle: over time, where changed rules are marked, and by audience."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure
from smarketing.report.frame.indicators import NO_DATA, indicator
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.tiles import missing_reason
from smarketing.report.pages.monthly_sales_report.charts import intervals, month_line
from smarketing.report.pages.monthly_sales_report.indicators import segment_rows

# The median of a year by audience, with the interval that order statistics give it.
BY_AUDIENCE = """
    with won as (
        select
            coalesce(lead_type, '(none)') as lead_type,
            cast(closed_date - created_date as double) as days
        from core.fct_opportunities
        where is_won and closed_date between $first and $last and created_date is not null
    ),

    ranked as (
        select
            *,
            row_number() over (partition by lead_type order by days) as position,
            count(*) over (partition by lead_type) as won
        from won
    )

    select
        lead_type,
        max(won) as won,
        median(days) as value,
        min(days) filter (where position >= greatest(1, floor(won / 2 - 0.98 * sqrt(won))))
            as lower,
        max(days) filter (where position <= least(won, ceil(1 + won / 2 + 0.98 * sqrt(won))))
            as upper
    from ranked
    group by 1
    order by value, lead_type
"""


def days_text(report: Report, days: float) -> str:
    """Return a number of days in words."""
    return report.msg.text("unit.days", count=days, days=report.fmt.number(days))


def time_rows(report: Report) -> pl.DataFrame:
    """Return month, value, is_few and won of the months with sales."""
    rows = segment_rows(report, "sales_cycle_days", "all").drop_nulls("value")
    return rows.select(
        "month",
        "value",
        won=pl.col("sample"),
        is_few=pl.col("status") == "not_enough_data",
    )


def time_title(report: Report, rows: pl.DataFrame) -> str:
    """Return the month's cycle beside its range in the months before with enough sales."""
    fmt = report.fmt
    now = rows.filter(pl.col("month") == report.data.month)
    if not now.height or now["is_few"][0]:
        return report.msg.text("sales.cycle_few")
    days = now["value"][0]
    before = rows.filter((pl.col("month") < report.data.month) & ~pl.col("is_few"))["value"]
    texts = {"days": days_text(report, days), "month": fmt.month_name(report.data.month)}
    if not before.len():
        return report.msg.text("sales.cycle_only", **texts)
    texts |= {"low": fmt.number(before.min()), "high": fmt.number(before.max())}
    if days > before.max():
        return report.msg.text("sales.cycle_longest", **texts)
    if days < before.min():
        return report.msg.text("sales.cycle_shortest", **texts)
    return report.msg.text("sales.cycle_usual", **texts)


def time_figure(report: Report) -> Figure:
    """Return the median cycle by month of closing."""
    msg, rows = report.msg, time_rows(report)
    cycle_days = indicator(report, "sales_cycle_days")
    if not rows.height:
        reason = (
            missing_reason(report, cycle_days)
            if cycle_days.state == NO_DATA
            else msg.text("tile.no_cases")
        )
        return missing_figure(report, "f-ciclo", msg.text("sales.cycle_name"), reason)
    texts = [
        msg.text("sales.cycle_text", days=days_text(report, days), won=report.fmt.number(won))
        for days, won in rows.select("value", "won").rows()
    ]
    nothing = pl.lit(None, dtype=pl.Float64)
    frame = rows.with_columns(lower=nothing, upper=nothing, text=pl.Series(texts))
    shown = rows.select(
        pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
        pl.col("value").alias(report.column("median_days")),
        pl.col("won").alias(report.column("won_sales")),
    )
    return figure(
        report,
        "f-ciclo",
        time_title(report, rows),
        msg.text("sales.cycle_subtitle"),
        chart=month_line(report, frame.drop("won"), value_format=",.0f"),
        frame=shown,
        description=texts[-1],
        keys=[
            key_item("circle", "actual", msg.text("sales.key_median"), "actual"),
            key_item("circle", "pend", msg.text("sales.key_few")),
        ],
        source=sources(report, "opportunities"),
    )


def audience_rows(report: Report) -> pl.DataFrame:
    """Return lead_type, won, value, lower, upper of the last twelve months."""
    if not report.data.warehouse.has("core.fct_opportunities", "lead_type", "created_date"):
        kinds = {"won": pl.Int64, "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}
        return pl.DataFrame(schema={"lead_type": pl.String} | kinds)
    return report.query(
        BY_AUDIENCE,
        {"first": add_months(report.data.month, -11), "last": report.data.month_end},
    )


def audience_title(report: Report, rows: pl.DataFrame) -> str:
    """Name the slowest audience where its interval lies apart from the fastest one's."""
    if rows.height < 2:
        return report.msg.text("sales.audience_one")
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    if last["lower"] <= first["upper"]:
        return report.msg.text("sales.audience_unclear")
    return report.msg.text(
        "sales.audience_slow",
        slow=report.lead_type(last["lead_type"]),
        slow_days=days_text(report, last["value"]),
        fast=report.lead_type(first["lead_type"]),
        fast_days=days_text(report, first["value"]),
    )


def audience_figure(report: Report) -> Figure:
    """Return the year's median cycle by lead type; too few sales are counted in the note."""
    msg, fmt, minimum = report.msg, report.fmt, report.data.run.minimum_sample
    rows = audience_rows(report)
    enough = rows.filter(pl.col("won") >= minimum)
    few = rows.filter(pl.col("won") < minimum)
    if not rows.height:
        text = missing_reason(report, indicator(report, "sales_cycle_days"))
        return missing_figure(report, "f-ciclo-audiencia", msg.text("sales.audience_name"), text)
    if not enough.height:
        text = msg.text("sales.audience_few", minimum=fmt.number(minimum))
        return missing_figure(report, "f-ciclo-audiencia", msg.text("sales.audience_name"), text)

    def label(name: str) -> str:
        return report.lead_type(None if name == "(none)" else name)

    frame = enough.select(
        pl.col("lead_type").map_elements(label, return_dtype=pl.String).alias("label"),
        "value",
        "lower",
        "upper",
        text=pl.Series(
            [
                f"{days_text(report, value)} ({fmt.number(lower)}–{fmt.number(upper)})"
                for value, lower, upper in enough.select("value", "lower", "upper").rows()
            ]
        ),
    )
    shown = rows.select(
        pl.col("lead_type")
        .map_elements(label, return_dtype=pl.String)
        .alias(msg.text("sales_column.audience")),
        pl.col("won").alias(report.column("won_sales")),
        pl.col("value").alias(report.column("median_days")),
        pl.col("lower").alias(msg.text("sales_column.days_lower")),
        pl.col("upper").alias(msg.text("sales_column.days_upper")),
    )
    note = ""
    if few.height:
        names = report.listed(
            f"{label(row['lead_type'])} ({fmt.number(row['won'])})" for row in few.to_dicts()
        )
        note = msg.text("sales.audience_note", names=names)
    return figure(
        report,
        "f-ciclo-audiencia",
        audience_title(report, enough),
        msg.text("sales.audience_subtitle"),
        chart=intervals(
            report, frame, longest=float(enough["upper"].max() or 1), value_format=",.0f"
        ),
        frame=shown,
        description="; ".join(f"{row['label']}: {row['text']}" for row in frame.to_dicts()),
        note=note,
        source=sources(report, "opportunities", "leads"),
    )


def cycle(report: Report) -> Block:
    """Return the section: the sales cycle over time and by audience."""
    return section(report, "ciclo", time_figure(report), audience_figure(report))
