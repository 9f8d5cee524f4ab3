"""Figures that set the models beside each other: credits, and what each model does."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.channel_attribution.charts import compared_dots
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import (
    NOT_CHANNELS,
    SOURCES,
    is_few,
    models_title,
)

ALL_MODELS = (
    *("first_touch", "last_touch", "last_non_direct", "linear", "linear_unique"),
    *("u_shaped", "w_shaped", "time_decay", "markov", "shapley"),
)
RANGE_MODELS = ALL_MODELS[:-1]  # the game measures something else, and may be negative


def dots_rows(report: Report, attribution: Attribution) -> pl.DataFrame:
    """Return one row per channel: the headline's credit, first and last touch, the range."""

    def credit_of(model: str) -> pl.Expr:
        return pl.col("conversions").filter(pl.col("model") == model).sum()

    headline = pl.col("model") == attribution.headline
    return (
        attribution.channels.filter(
            (pl.col("goal") == "customer")
            & pl.col("model").is_in(RANGE_MODELS)
            & ~pl.col("channel").is_in([name for name in NOT_CHANNELS if name != "(none)"])
        )
        .group_by("channel")
        .agg(
            value=credit_of(attribution.headline),
            lower=pl.col("conversions_lower").filter(headline).first(),
            upper=pl.col("conversions_upper").filter(headline).first(),
            first=credit_of("first_touch"),
            last=credit_of("last_touch"),
            low=pl.col("conversions").min(),
            high=pl.col("conversions").max(),
        )
        .filter(pl.col("high") >= 0.5)
        .sort(pl.col("channel") == "(none)", -pl.col("value"), "channel")
        .with_columns(
            label=pl.col("channel").map_elements(report.channel, return_dtype=pl.String),
            text=pl.col("value").map_elements(
                lambda value: report.fmt.number(value, 1), return_dtype=pl.String
            ),
        )
    )


def dots_keys(report: Report, attribution: Attribution) -> list[Markup]:
    """Return the key of the dots: headline, first and last touch, range of all models."""
    msg = report.msg
    headline = msg.text(f"attribution_model.{attribution.headline}")
    return [
        key_item(
            "circle", "actual", msg.text("attribution.key_headline", model=headline), "actual"
        ),
        key_item("triangle", "second", msg.text("attribution_model.first_touch")),
        key_item("square", "third", msg.text("attribution_model.last_touch")),
        key_item("band", "neutral", msg.text("attribution.key_range"), "rule"),
    ]


def compared_figure(report: Report, attribution: Attribution) -> Figure:
    """Return the chart of what changes between first and last touch, and between all models."""
    msg, fmt = report.msg, report.fmt
    title = models_title(report, attribution)
    rows = dots_rows(report, attribution)
    if is_few(report, attribution) or not rows.height:
        heading = msg.text("attribution.compared_heading")
        # of few new sales the title says so, a whole sentence; of none there is another reason
        reason = title if attribution.total() else msg.text("attribution.none")
        return missing_figure(report, "f-comparacion", heading, reason)
    headline = msg.text(f"attribution_model.{attribution.headline}")
    names = {
        "label": report.column("channel"),
        "value": headline,
        "lower": msg.text("attribution_column.lower"),
        "upper": msg.text("attribution_column.upper"),
        "low": msg.text("attribution_column.low"),
        "high": msg.text("attribution_column.high"),
    }
    if attribution.headline in ("first_touch", "last_touch"):
        names["value"] = f"{headline} *"
    return figure(
        report,
        "f-comparacion",
        title,
        msg.text("attribution.models_subtitle", count=fmt.number(attribution.total())),
        chart=compared_dots(report, rows),
        frame=rows.select(
            *[pl.col(column).alias(name) for column, name in names.items()],
            pl.col("first").alias(msg.text("attribution_model.first_touch")),
            pl.col("last").alias(msg.text("attribution_model.last_touch")),
        ),
        note=msg.text("attribution.first_and_last"),
        keys=dots_keys(report, attribution),
        source=sources(report, *SOURCES),
    )


def meanings_figure(report: Report) -> Figure:
    """Return what each model does, one sentence each."""
    msg = report.msg
    rows = [
        [msg.text(f"attribution_model.{model}"), msg.text(f"attribution_meaning.{model}")]
        for model in ALL_MODELS
    ]
    headers = [(msg.text("attribution.meanings_model"), "")]
    headers.append((msg.text("attribution.meanings_rule"), "l"))
    return figure(
        report,
        "f-reglas",
        msg.text("attribution.meanings_title"),
        msg.text("attribution.meanings_subtitle"),
        body=table(msg.text("attribution.meanings_title"), "", headers, rows),
        is_wide=True,
    )
