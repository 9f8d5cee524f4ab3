"""Attribution: what each channel brought under each model, and for what money."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.channel_attribution.data import Attribution

MONTHLY_MODELS = ("first_touch", "last_non_direct", "linear", "markov")
SOURCES = ("touchpoints", "leads", "opportunities", "ad_spend")
NOT_CHANNELS = ("(none)", "(shared)")


def _rows(frame: pl.DataFrame) -> dict[str, dict]:
    return {row["channel"]: row for row in frame.iter_rows(named=True)}


def is_few(report: Report, attribution: Attribution) -> bool:
    """Tell whether there are too few customers to say anything."""
    return attribution.total() < report.data.run.minimum_sample


def models_title(report: Report, attribution: Attribution) -> str:
    """Say which channel first and last touch judge most differently, if clearly so."""
    msg, fmt = report.msg, report.fmt
    if is_few(report, attribution):
        return msg.text("attribution.models_few", count=attribution.total())
    first, last = _rows(attribution.of("first_touch")), _rows(attribution.of("last_touch"))
    apart = [
        (abs(last[name]["share"] - first[name]["share"]), name)
        for name in sorted(first.keys() & last.keys())
        if name not in NOT_CHANNELS and _are_apart(first[name], last[name])
    ]
    if not apart:
        return msg.text("attribution.models_agree")
    name = max(apart)[1]
    key = "opens" if first[name]["share"] > last[name]["share"] else "closes"
    return msg.text(
        f"attribution.models_{key}",
        channel=report.channel(name),
        first=fmt.percent(first[name]["share"], 0),
        last=fmt.percent(last[name]["share"], 0),
    )


def _are_apart(one: dict, other: dict) -> bool:
    bounds = ("conversions_lower", "conversions_upper")
    if None in [row[name] for row in (one, other) for name in bounds]:
        return False
    return (
        one["conversions_upper"] < other["conversions_lower"]
        or other["conversions_upper"] < one["conversions_lower"]
    )


def models_figure(
    report: Report,
    attribution: Attribution,
    models=MONTHLY_MODELS,
    title: str | None = None,
    chart: dict | None = None,
    keys: Sequence[Markup] = (),
) -> Figure:
    """Return the models side by side: customers by channel, with bounds; `chart` below them."""
    msg, fmt = report.msg, report.fmt
    title = title or models_title(report, attribution)
    if not attribution.total():
        return missing_figure(report, "f-modelos", title, msg.text("attribution.none"))
    by_model = {model: _rows(attribution.of(model)) for model in models}
    first = by_model[models[0]]
    names = {
        name
        for rows in by_model.values()
        for name, row in rows.items()
        if row["conversions"] or row["conversions_upper"]
    }
    order = sorted(names, key=lambda name: (name in NOT_CHANNELS, -_credit(first, name), name))
    body = table(
        msg.text("attribution.models_label"),
        msg.text("attribution.models_caption"),
        [(report.column("channel"), "")]
        + [(msg.text(f"attribution_model.{model}"), "") for model in models],
        [
            [report.channel(name)]
            + [_with_bounds(report, by_model[model].get(name)) for model in models]
            for name in order
        ],
    )
    shown = pl.DataFrame(
        {report.column("channel"): [report.channel(name) for name in order]}
        | {
            msg.text(f"attribution_model.{model}"): [
                _credit(by_model[model], name) for name in order
            ]
            for model in models
        }
    )
    return figure(
        report,
        "f-modelos",
        title,
        msg.text("attribution.models_subtitle", count=fmt.number(attribution.total())),
        body=body,
        chart=chart,
        keys=keys,
        frame=shown,
        note=msg.text("attribution.not_causal"),
        source=sources(report, *SOURCES),
        is_wide=True,
    )


def _credit(rows: dict[str, dict], name: str) -> float:
    return float(rows.get(name, {}).get("conversions") or 0)


def _with_bounds(report: Report, row: dict | None) -> Markup | str:
    if row is None:
        return "–"
    text = report.fmt.number(row["conversions"], 1)
    if row["conversions_lower"] is None:
        return text
    bounds = (report.fmt.number(row[f"conversions_{end}"], 0) for end in ("lower", "upper"))
    return part("two_lines", text, " – ".join(bounds))


def untracked_spend(attribution: Attribution) -> list[str]:
    """Return channels that cost money and of which no touch was recorded: no return to judge.

    A channel that any journey met has bounds under some model and goal; these have none.
    """
    met = attribution.channels.filter(pl.col("conversions_upper").is_not_null())
    spent = attribution.of("linear").filter(
        (pl.col("spend") > 0) & ~pl.col("channel").is_in(NOT_CHANNELS)
    )
    return sorted(set(spent["channel"]) - set(met["channel"])) if met.height else []


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
    left_out = (*NOT_CHANNELS, *untracked_spend(attribution))
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
    # money of no channel, or of one whose touches nobody records, has no return: not one of zero
    unjudged = (*NOT_CHANNELS, *untracked_spend(attribution))
    frame = frame.with_columns(
        return_on_spend=pl.when(~pl.col("channel").is_in(unjudged)).then("return_on_spend")
    )
    for row in frame.iter_rows(named=True):
        ratio = row["return_on_spend"]
        rows.append(
            [
                report.channel(row["channel"]),
                fmt.number(row["spend"]) if row["spend"] else "–",
                _with_bounds(report, row),
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
