"""Figures that set the models beside each other: credits, what each model does, and returns."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.channel_attribution.charts import compared_dots, spend_and_revenue
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import (
    NOT_CHANNELS,
    SOURCES,
    is_few,
    models_title,
    returns_title,
    unjudged_note,
    untracked_spend,
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
        return missing_figure(report, "f-comparacion", title, msg.text("attribution.none"))
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


def paid_rows(report: Report, attribution: Attribution) -> pl.DataFrame | None:
    """Return spend, credited revenue and interval of each channel that costs; None where few."""
    fmt = report.fmt
    paid = attribution.of(attribution.headline).filter(
        (pl.col("spend") > 0)
        & ~pl.col("channel").is_in(NOT_CHANNELS)
        & ~pl.col("channel").is_in(untracked_spend(attribution))
        & pl.col("value_upper").is_not_null()
    )
    if not paid.height or is_few(report, attribution):
        return None
    paid = paid.sort("spend", "channel", descending=[True, False])

    def ratio(row: dict) -> str:
        lower, upper = (row[name] / row["spend"] for name in ("value_lower", "value_upper"))
        middle = fmt.number(row["return_on_spend"], 1)
        return f"{middle}× ({fmt.number(lower, 1)}–{fmt.number(upper, 1)})"

    return pl.DataFrame(
        {
            "label": [report.channel(name) for name in paid["channel"]],
            "spend": paid["spend"],
            "value": paid["value"],
            "lower": paid["value_lower"],
            "upper": paid["value_upper"],
            "text": [ratio(row) for row in paid.iter_rows(named=True)],
            "is_unsure": (paid["value_lower"] <= paid["spend"])
            & (paid["spend"] <= paid["value_upper"]),
        }
    )


def returns_keys(report: Report) -> list[Markup]:
    """Return the key of spend against revenue."""
    msg = report.msg
    return [
        key_item("square", "ink2", msg.text("attribution_column.spend")),
        key_item("circle", "actual", msg.text("attribution.key_revenue"), "actual"),
        key_item("band", "actualSoft", msg.text("attribution.key_interval"), "actualSoft"),
    ]


def returns_chart(report: Report, attribution: Attribution) -> Figure:
    """Return spend against credited revenue, channel by channel, with the interval."""
    msg = report.msg
    model = attribution.headline
    title = returns_title(report, attribution)
    rows = paid_rows(report, attribution)
    if rows is None:
        return missing_figure(
            report, "f-retorno-grafico", title, msg.text("attribution.returns_missing")
        )
    shown = {"label": report.column("channel")} | {
        name: msg.text(f"attribution_column.{name}") for name in ("spend", "value")
    }
    shown |= {name: msg.text(f"attribution_column.{name}") for name in ("lower", "upper")}
    return figure(
        report,
        "f-retorno-grafico",
        title,
        msg.text(
            "attribution.returns_subtitle",
            model=msg.text(f"attribution_model.{model}"),
            currency=report.data.run.reporting_currency,
        ),
        chart=spend_and_revenue(report, rows),
        frame=rows.select(*[pl.col(column).alias(name) for column, name in shown.items()]),
        keys=returns_keys(report),
        note=" ".join(
            part
            for part in (
                msg.text("attribution.returns_ratio"),
                unjudged_note(report, attribution),
            )
            if part
        ),
        source=sources(report, *SOURCES),
    )


def returns_by_model_figure(report: Report, attribution: Attribution) -> Figure:
    """Return revenue per unit of spend under each model, for every channel that costs money."""
    msg, fmt = report.msg, report.fmt
    spent = attribution.of("linear").filter(
        (pl.col("spend") > 0)
        & ~pl.col("channel").is_in(NOT_CHANNELS)
        & ~pl.col("channel").is_in(untracked_spend(attribution))
    )
    names = spent.sort("spend", "channel", descending=[True, False])["channel"].to_list()
    title = msg.text("attribution.returns_models_title")
    if not names or is_few(report, attribution):
        return missing_figure(
            report, "f-retorno-modelos", title, msg.text("attribution.returns_missing")
        )
    ratios = {
        model: dict(attribution.of(model).select("channel", "return_on_spend").iter_rows())
        for model in ALL_MODELS
    }
    headers = [(report.column("channel"), "")]
    headers += [(msg.text(f"attribution_model.{model}"), "") for model in ALL_MODELS]
    rows = [
        [report.channel(name), *[fmt.number(ratios[model].get(name), 2) for model in ALL_MODELS]]
        for name in names
    ]
    shown = pl.DataFrame(
        {headers[0][0]: [report.channel(name) for name in names]}
        | {
            header[0]: [ratios[model].get(name) for name in names]
            for model, header in zip(ALL_MODELS, headers[1:], strict=True)
        },
        strict=False,
    )
    return figure(
        report,
        "f-retorno-modelos",
        title,
        msg.text("attribution.returns_models_subtitle"),
        body=table(title, "", headers, rows),
        frame=shown,
        source=sources(report, *SOURCES),
        is_wide=True,
    )
