"""Sales against quota: what the team sold, what is missing, and who met theirs."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import figure, key_item, missing_figure
from smarketing.report.frame.indicators import NO_DATA, Indicator
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.tiles import missing_reason
from smarketing.report.pages.monthly_sales_report.charts import bullets
from smarketing.report.pages.monthly_sales_report.indicators import month_indicators, segment_rows

OWNERS_SHOWN = 15


def _money(report: Report, value: float) -> str:
    return report.fmt.money(value, report.data.run.reporting_currency, compact=True)


def owner_rows(report: Report) -> pl.DataFrame:
    """Return label, sold, quota of the month by owner: most sold first."""
    month = pl.col("month") == report.data.month
    sold = segment_rows(report, "sales_revenue", "owner").filter(month)
    quotas = segment_rows(report, "quota_attainment", "owner").filter(month)
    return (
        sold.select("segment_value", sold="value")
        .join(
            quotas.select("segment_value", quota="denominator", of_quota="numerator"),
            on="segment_value",
            how="full",
            coalesce=True,
        )
        .with_columns(sold=pl.coalesce("sold", "of_quota", pl.lit(0.0)))
        .filter((pl.col("sold") > 0) | pl.col("quota").is_not_null())
        .sort("sold", "segment_value", descending=[True, False])
        .with_columns(
            label=pl.col("segment_value").map_elements(
                lambda name: (
                    report.msg.text("sales.nobody") if name == "(none)" else clean_label(name)
                ),
                return_dtype=pl.String,
            )
        )
        .select("label", "sold", "quota")
    )


def gap_words(report: Report, attainment: Indicator) -> str:
    """Return the money short of or over the quota, in words."""
    gap = (attainment.denominator or 0) - (attainment.numerator or 0)
    key = "sales.short" if gap > 0 else "sales.over"
    return report.msg.text(key, money=_money(report, abs(gap)))


def quota_title(report: Report, attainment: Indicator, owners: pl.DataFrame) -> str:
    """Return the share of the quota with its gap, and how many of the owners met theirs."""
    month = capitalised(report.fmt.month_name(report.data.month))
    share = report.fmt.percent(attainment.value or 0, 0)
    gap = gap_words(report, attainment)
    measured = owners.filter(pl.col("quota") > 0)
    if not measured.height:
        return report.msg.text("sales.quota_team", Month=month, share=share, gap=gap)
    met = measured.filter(pl.col("sold") >= pl.col("quota")).height
    return report.msg.text(
        "sales.quota_owners",
        Month=month,
        share=share,
        gap=gap,
        met=report.fmt.number(met),
        all=report.fmt.number(measured.height),
    )


def _text(report: Report, sold: float, quota: float | None) -> str:
    money = _money(report, sold)
    return f"{money} · {report.fmt.percent(sold / quota, 0)}" if quota else money


def quota_figure(report: Report) -> Figure:
    """Return the bullets of the team and of each owner."""
    msg = report.msg
    attainment = month_indicators(report)["quota_attainment"]
    if attainment.state == NO_DATA or attainment.value is None:
        reason = missing_reason(report, attainment)
        return missing_figure(report, "f-cuota", msg.text("sales.quota_name"), reason)
    owners = owner_rows(report).head(OWNERS_SHOWN)
    team = pl.DataFrame(
        {
            "label": [msg.text("sales.team")],
            "sold": [attainment.numerator],
            "quota": [attainment.denominator],
        },
        schema_overrides={"quota": pl.Float64},
    )
    frame = pl.concat([team, owners])
    frame = frame.with_columns(
        text=pl.Series(
            [_text(report, sold, quota) for sold, quota in frame.select("sold", "quota").rows()],
            dtype=pl.String,
        )
    )
    shown = frame.select(
        pl.col("label").alias(report.msg.text("sales_column.owner")),
        pl.col("sold").alias(report.msg.text("sales_column.sold")),
        pl.col("quota").alias(report.column("quota")),
        (pl.col("quota") - pl.col("sold")).alias(report.msg.text("sales_column.gap")),
        (pl.col("sold") / pl.col("quota")).alias(report.msg.text("sales_column.quota_share")),
    )
    return figure(
        report,
        "f-cuota",
        quota_title(report, attainment, owners),
        msg.text("sales.quota_subtitle", currency=report.data.run.reporting_currency),
        chart=bullets(report, frame),
        frame=shown,
        description="; ".join(f"{row['label']}: {row['text']}" for row in frame.to_dicts()),
        keys=[
            key_item("band", "actual", msg.text("sales.key_sold"), "actual"),
            key_item("line", "ink", msg.text("sales.key_quota")),
        ],
        note=msg.text("sales.quota_note"),
        source=sources(report, "opportunities"),
    )


def quota(report: Report) -> Block:
    """Return the section: sales against quota."""
    return section(report, "cuota", quota_figure(report))
