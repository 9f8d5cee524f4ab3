"""Figures of spend against credited revenue: by channel, and under each model."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.channel_attribution.charts import spend_and_revenue
from smarketing.report.pages.channel_attribution.compared import ALL_MODELS
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import SOURCES, is_few
from smarketing.report.pages.channel_attribution.returns import (
    returns_title,
    unjudged_channels,
    unjudged_note,
)


def paid_rows(report: Report, attribution: Attribution) -> pl.DataFrame | None:
    """Return spend, credited revenue and interval of each channel that costs; None where few."""
    fmt = report.fmt
    paid = attribution.of(attribution.headline).filter(
        (pl.col("spend") > 0)
        & ~pl.col("channel").is_in(unjudged_channels(attribution))
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
        (pl.col("spend") > 0) & ~pl.col("channel").is_in(unjudged_channels(attribution))
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
