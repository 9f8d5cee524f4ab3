"""Sales: won revenue per month, and why the rest was lost."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.charts import revenue_bars
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import figure, key_item, missing_figure, share_bar, table
from smarketing.report.frame.indicators import HISTORY_MONTHS, NO_DATA, Indicator
from smarketing.report.frame.losses import loss_shares, shown_losses
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.tiles import change_text, value_text
from smarketing.report.pages.monthly_marketing_report.decisions import named_reason
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators

UNNAMED_SHARE = 0.5


def revenue_title(report: Report, revenue: Indicator) -> str:
    """Return the money against its quota; without one, against the month before."""
    msg, fmt = report.msg, report.fmt
    name = fmt.month_name(report.data.month)
    texts = {
        "Month": capitalised(name),
        "revenue": value_text(report, revenue, revenue.value or 0),
    }
    if revenue.target:
        share = fmt.percent((revenue.value or 0) / revenue.target, 0)
        key = "revenue.met" if revenue.meets_target else "revenue.missed"
        return msg.text(key, share=share, **texts)
    change = revenue.change
    if change is None or change.relative is None:
        return msg.text("revenue.only", **texts)
    if not change.is_clear:
        return msg.text("revenue.unclear", **texts)
    key = "revenue.up" if change.direction > 0 else "revenue.down"
    return msg.text(key, change=change_text(report, revenue, change), **texts)


def _won_by_month(report: Report, revenue: Indicator) -> pl.DataFrame:
    """Return month, revenue, won_sales and, of the report's month, the quota."""
    months = report.data.months(HISTORY_MONTHS)
    kpis = report.data.kpis.filter(
        (pl.col("segment_name") == "all") & (pl.col("kpi_id") == "opportunity_conversion_rate")
    )
    won = kpis.select("month", won_sales=pl.col("numerator").cast(pl.Int64))
    frame = pl.DataFrame({"month": months, "revenue": revenue.values})
    first = next(index for index, value in enumerate(revenue.values) if value is not None)
    return (
        frame[first:]
        .join(won, on="month", how="left")
        .with_columns(
            pl.col("revenue", "won_sales").fill_null(0),
            quota=pl.when(pl.col("month") == report.data.month).then(
                pl.lit(revenue.target, dtype=pl.Float64)
            ),
        )
    )


def revenue_figure(report: Report) -> Figure:
    """Return the chart of won revenue."""
    msg, data = report.msg, report.data
    revenue = month_indicators(report)["sales_revenue"]
    if revenue.state == NO_DATA:
        return missing_figure(
            report,
            "f-ingresos",
            msg.text("revenue.title"),
            msg.text("revenue.none"),
            settings_file="stage_map.csv",
        )
    frame = _won_by_month(report, revenue)
    shown = frame.select(
        pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
        pl.col("revenue").alias(report.column("revenue")),
        pl.col("won_sales").alias(report.column("won_sales")),
        pl.col("quota").alias(report.column("quota")),
    )
    keys = [key_item("band", "actual", msg.text("revenue.key_month"), "actual")]
    keys.append(key_item("band", "actual", msg.text("revenue.key_before"), "actualSoft"))
    if revenue.target:
        keys.append(key_item("line", "ink", msg.text("revenue.key_quota")))
    return figure(
        report,
        "f-ingresos",
        revenue_title(report, revenue),
        msg.text("revenue.subtitle", currency=data.run.reporting_currency),
        chart=revenue_bars(report, frame),
        frame=shown,
        description=value_text(report, revenue, revenue.value or 0),
        keys=keys,
        source=sources(report, "opportunities", "invoices"),
    )


def reason_title(report: Report) -> str:
    """Return the commonest named reason if it explains a quarter; else why there is none."""
    top, shares = named_reason(report), loss_shares(report)
    unnamed = shares.filter(pl.col("is_unnamed"))["share"].sum()
    if unnamed >= UNNAMED_SHARE:
        return report.msg.text("losses.unnamed", share=report.fmt.percent(unnamed, 0))
    # of few losses one reason may explain all, as the table says; it is no finding yet
    if (cases := shares["cases"].sum()) < (minimum := report.data.run.minimum_sample):
        return report.msg.text("losses.few", count=cases, minimum=minimum)
    if top is None:
        return report.msg.text("losses.unclear")
    share = report.fmt.percent(top["share"], 0)
    return report.msg.text("losses.top", reason=report.reason(top["reason"]), share=share)


def loss_figure(report: Report) -> Figure:
    """Return the table of loss reasons over twelve months."""
    msg, fmt = report.msg, report.fmt
    frame = loss_shares(report)
    if not frame.height or not frame["cases"].sum():
        return missing_figure(
            report,
            "f-perdidas",
            msg.text("losses.title"),
            msg.text("losses.none"),
            settings_file="stage_map.csv",
        )
    headers = [
        (report.column("reason"), "wrap"),
        (report.column("share"), "l"),
        (report.column("leads"), ""),
        (report.column("opportunities"), ""),
        (msg.text("losses.amount", currency=report.data.run.reporting_currency), ""),
    ]
    widest = frame["share"].max() or 1
    rows = [
        [
            row["label"],
            share_bar(fmt.percent(row["share"], 0), row["share"], widest),
            fmt.number(row["leads"]),
            fmt.number(row["opportunities"]),
            fmt.number(row["amount"]) if row["amount"] else "–",
        ]
        for row in shown_losses(report, frame).iter_rows(named=True)
    ]
    shown = frame.select(
        pl.col("reason")
        .map_elements(report.reason, return_dtype=pl.String, skip_nulls=False)
        .alias(report.column("reason")),
        *[
            pl.col(name).alias(report.column(name))
            for name in ("leads", "opportunities", "amount", "share")
        ],
    )
    return figure(
        report,
        "f-perdidas",
        reason_title(report),
        msg.text("losses.subtitle"),
        body=table(msg.text("losses.title"), "", headers, rows),
        frame=shown,
        source=sources(report, "leads", "opportunities"),
    )


def sales(report: Report) -> Block:
    """Return the section: won revenue, then loss reasons."""
    return section(report, "ventas", revenue_figure(report), loss_figure(report))


def losses(report: Report) -> Block:
    """Return the section: loss reasons alone."""
    return section(report, "perdidas", loss_figure(report))
