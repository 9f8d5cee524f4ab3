"""What each channel brought under each model, and when that is too little to say anything."""

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
    if not attribution.total():
        heading = msg.text("attribution.models_heading")
        return missing_figure(report, "f-modelos", heading, msg.text("attribution.none"))
    title = title or models_title(report, attribution)
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
            + [with_bounds(report, by_model[model].get(name)) for model in models]
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


def with_bounds(report: Report, row: dict | None) -> Markup | str:
    """Return the customers of a row, and below them their interval where it has one."""
    if row is None:
        return "–"
    text = report.fmt.number(row["conversions"], 1)
    if row["conversions_lower"] is None:
        return text
    bounds = (report.fmt.number(row[f"conversions_{end}"], 0) for end in ("lower", "upper"))
    return part("two_lines", text, " – ".join(bounds))
