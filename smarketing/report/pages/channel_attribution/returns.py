"""What channels that cost money brought back: which can be judged, and the table of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import (
    NOT_CHANNELS,
    SOURCES,
    is_few,
    with_bounds,
)


def untracked_spend(attribution: Attribution) -> list[str]:
    """Return channels that cost money and of which no touch was recorded: no return to judge.

    A channel that any journey met has bounds under some model and goal; these have none.
    """
    met = attribution.channels.filter(pl.col("conversions_upper").is_not_null())
    spent = attribution.of("linear").filter(
        (pl.col("spend") > 0) & ~pl.col("channel").is_in(NOT_CHANNELS)
    )
    return sorted(set(spent["channel"]) - set(met["channel"])) if met.height else []


def unjudged_channels(attribution: Attribution) -> tuple[str, ...]:
    """Return what has no return to judge: money of no channel, and of channels nobody records."""
    return (*NOT_CHANNELS, *untracked_spend(attribution))


def unpriced_channels(report: Report, attribution: Attribution) -> list[str]:
    """Return channels whose clicks are bought, that sold, and that no cost was loaded of."""
    channels = report.data.seeds["channels"]
    paid = channels.filter("is_paid")["channel"].to_list()
    sold = attribution.of("linear").filter((pl.col("conversions") > 0) & (pl.col("spend") == 0))
    return [name for name in sold["channel"].sort() if name in paid]


def unjudged_note(report: Report, attribution: Attribution) -> str:
    """Name the channels of these two kinds, a sentence each; empty when there are none."""
    named = {
        "untracked": untracked_spend(attribution),
        "unpriced": unpriced_channels(report, attribution),
    }
    return " ".join(
        report.msg.text(
            f"attribution.returns_{kind}", channels=", ".join(map(report.channel, all_))
        )
        for kind, all_ in named.items()
        if all_
    )


def returns_title(report: Report, attribution: Attribution) -> str:
    """Say which spend clearly brought less than it cost; else which clearly brought most more."""
    msg, fmt = report.msg, report.fmt
    left_out = unjudged_channels(attribution)
    paid = [
        row
        for row in attribution.of(attribution.headline).iter_rows(named=True)
        if (row["spend"] or 0) > 0 and row["channel"] not in left_out
    ]
    if not paid:
        has_unseen = len(left_out) > len(NOT_CHANNELS)
        return msg.text(f"attribution.returns_{'unseen' if has_unseen else 'none'}")
    if is_few(report, attribution):
        return msg.text("attribution.returns_few")
    losing = [row for row in paid if (row["value_upper"] or 0) < row["spend"]]
    winning = [row for row in paid if (row["value_lower"] or 0) > row["spend"]]
    if not losing and not winning:
        return msg.text("attribution.returns_unclear")
    key, row = (
        ("loss", max(losing, key=lambda row: row["spend"] - row["value"]))
        if losing
        else ("gain", max(winning, key=lambda row: row["return_on_spend"]))
    )
    return msg.text(
        f"attribution.returns_{key}",
        channel=report.channel(row["channel"]),
        spend=fmt.money(row["spend"], report.data.run.reporting_currency),
        value=fmt.money(row["value"], report.data.run.reporting_currency),
    )


def returns_figure(
    report: Report,
    attribution: Attribution,
    title: str | None = None,
    chart: dict | None = None,
    keys: Sequence[Markup] = (),
) -> Figure:
    """Return spend against credited revenue under the headline model; `chart` below them."""
    msg, fmt = report.msg, report.fmt
    model = attribution.headline
    title = title or returns_title(report, attribution)
    frame = attribution.of(model).filter((pl.col("spend") > 0) | (pl.col("value") > 0))
    if not frame.height:
        return missing_figure(report, "f-retorno", title, msg.text("attribution.none"))
    frame = frame.sort(pl.col("channel").is_in(NOT_CHANNELS), -pl.col("spend"), "channel")
    names = ("spend", "conversions", "value", "cost_per_conversion", "return_on_spend")
    headers = [(report.column("channel"), "")]
    headers += [(msg.text(f"attribution_column.{name}"), "") for name in names]
    rows = []
    # no return: not one of zero
    unjudged = unjudged_channels(attribution)
    frame = frame.with_columns(
        return_on_spend=pl.when(~pl.col("channel").is_in(unjudged)).then("return_on_spend")
    )
    for row in frame.iter_rows(named=True):
        ratio = row["return_on_spend"]
        rows.append(
            [
                report.channel(row["channel"]),
                fmt.number(row["spend"]) if row["spend"] else "–",
                with_bounds(report, row),
                fmt.number(row["value"]),
                fmt.number(row["cost_per_conversion"])
                if row["spend"] and row["cost_per_conversion"]
                else "–",
                fmt.number(ratio, 2) if ratio is not None else "–",
            ]
        )
    shown = frame.select(
        pl.col("channel").map_elements(report.channel, return_dtype=pl.String).alias(headers[0][0]),
        *[pl.col(name).alias(msg.text(f"attribution_column.{name}")) for name in names],
    )
    return figure(
        report,
        "f-retorno",
        title,
        msg.text(
            "attribution.returns_subtitle",
            model=msg.text(f"attribution_model.{model}"),
            currency=report.data.run.reporting_currency,
        ),
        body=table(msg.text("attribution.returns_label"), "", headers, rows),
        chart=chart,
        keys=keys,
        frame=shown,
        note=" ".join(
            part
            for part in (msg.text("attribution.returns_note"), unjudged_note(report, attribution))
            if part
        ),
        source=sources(report, *SOURCES),
        is_wide=True,
    )
