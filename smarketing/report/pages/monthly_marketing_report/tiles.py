"""KPI tiles: the value, its denominator and interval, 13 months, two comparisons and the target."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Table
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import EMPTY, part
from smarketing.report.frame.sparkline import sparkline
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.unanswered import unknown_words
from smarketing.report.pages.monthly_marketing_report.indicators import (
    COUNT,
    HISTORY_MONTHS,
    MONEY,
    NO_DATA,
    PENDING,
    RATE,
    SHOWN,
    TOO_FEW,
    Change,
    Indicator,
)

ARROWS = {1: "up", -1: "down", 0: "flat"}
# KPIs that words of stages decide, and where these are translated.
OF_STAGES = ("mqls", "opportunities", "customers", "close_rate", "sales_revenue")
STAGE_FILE = "stage_map.csv"
CLASSES = {1: "good", -1: "bad", 0: "flat"}


def value_text(report: Report, indicator: Indicator, value: float) -> str:
    """Return a value of an indicator as running text."""
    if indicator.kind == RATE:
        return report.fmt.percent(value)
    if indicator.kind == MONEY:
        return report.fmt.money(value, report.data.run.reporting_currency, compact=True)
    return report.fmt.number(value)


def change_text(report: Report, indicator: Indicator, change: Change) -> str:
    """Return the size of a change, without a sign: the arrow or the verb gives it."""
    if indicator.kind == RATE:
        return report.fmt.points(abs(change.difference))
    if change.relative is None:
        return report.fmt.number(abs(change.difference))
    return report.fmt.percent(abs(change.relative))


def delta(report: Report, change: Change, text: str) -> Markup:
    """Return a change as arrow and size; colour and hidden word say better, worse or not clear."""
    word = {1: "tile.better", -1: "tile.worse", 0: "tile.unclear"}[change.goodness]
    return part(
        "delta", CLASSES[change.goodness], ARROWS[change.direction], text, report.msg.text(word)
    )


def _headline(report: Report, indicator: Indicator) -> Markup:
    msg, fmt = report.msg, report.fmt
    if indicator.state == PENDING:
        day = indicator.details["matures_on"]
        text = msg.text("tile.pending_until", day=fmt.day(day)) if day else msg.text("tile.pending")
        return part("no_value", "clock", text)
    if indicator.state == TOO_FEW:
        return part("no_value", "none", msg.text("tile.few"))
    if indicator.state == NO_DATA:
        return part("no_value", "none", msg.text("tile.no_data"))
    value = indicator.value or 0
    if indicator.kind == RATE:
        number, unit = fmt.number(value * 100, 1), "%"
    elif indicator.kind == MONEY:
        number, scale = fmt.compact_parts(value)
        unit = f"{scale} {report.data.run.reporting_currency}".strip()
    else:
        number, unit = fmt.number(value), ""
    return part("value", number, unit)


def _denominator(report: Report, indicator: Indicator) -> Markup | str:
    msg, fmt = report.msg, report.fmt
    if indicator.state == NO_DATA:
        unknown = unknown_words(report, STAGE_FILE) if indicator.kpi_id in OF_STAGES else ""
        reason = indicator.details.get("reason", f"missing_{indicator.kpi_id}")
        return unknown or msg.text(f"tile.{reason}")
    if indicator.kind != RATE:
        count = indicator.numerator or 0
        return msg.html(f"tile.den_{indicator.kpi_id}", count=count, number=fmt.number(count))
    counts = {
        "numerator": fmt.number(indicator.numerator),
        "denominator": fmt.number(indicator.denominator),
    }
    if indicator.state == PENDING:
        text = msg.html("tile.den_pending", **counts)
        last = indicator.details["last_mature"]
        if last is not None and last["rate_mature"] is not None:
            text += msg.html(
                "tile.last_mature",
                month=fmt.short_month(last["cohort_month"]),
                rate=fmt.percent(last["rate_mature"]),
                interval=_interval_text(report, last["rate_lower"], last["rate_upper"]),
            )
        return text
    if indicator.state == TOO_FEW:
        minimum = fmt.number(report.data.run.minimum_sample)
        return msg.html("tile.den_few", minimum=minimum, **counts)
    text = msg.html(f"tile.den_{indicator.kpi_id}", **counts)
    if indicator.interval is not None:
        interval = fmt.percent_range(*indicator.interval)
        return part("lines", [text, msg.html("tile.interval", interval=interval)])
    return text


def _interval_text(report: Report, lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return ""
    return f" ({report.fmt.percent_range(lower, upper)})"


def _target(report: Report, indicator: Indicator) -> Markup:
    msg, target = report.msg, indicator.target
    if target is None:
        return part("grey", msg.text("tile.no_target"))
    text = value_text(report, indicator, target)
    if indicator.meets_target is None:
        return part("grey", text)
    if indicator.direction < 0:
        words = msg.text("tile.at_most", target=text)
    elif indicator.kind == RATE:
        words = msg.text("tile.goal", target=text)
    else:
        share = report.fmt.percent((indicator.value or 0) / target, 0) if target else text
        words = msg.text("tile.share_of", share=share, target=text)
    return part("target", indicator.meets_target, words)


def _comparisons(report: Report, indicator: Indicator) -> list[tuple[str, Markup]]:
    msg, fmt, month = report.msg, report.fmt, report.data.month
    rows = []
    pairs = ((-1, indicator.change), (-12, indicator.year_change))
    for months, change in pairs:
        name = msg.text("tile.versus", month=fmt.short_month(add_months(month, months)))
        if change is not None:
            rows.append((name, delta(report, change, change_text(report, indicator, change))))
        elif indicator.state == PENDING and months == -1:
            rows.append((name, part("grey", msg.text("tile.not_comparable"))))
        elif not report.data.is_month_complete and months == -1:
            rows.append((name, part("grey", msg.text("tile.month_running"))))
    return rows


def tile(report: Report, indicator: Indicator) -> Markup:
    """Return the tile of one indicator, whatever its state."""
    rows: list[tuple[str, Markup]] = []
    if indicator.state not in (TOO_FEW, NO_DATA):
        rows = _comparisons(report, indicator)
    if indicator.state != NO_DATA:
        rows.append((report.msg.text("tile.target"), _target(report, indicator)))
    name = report.kpi(indicator.kpi_id)
    line = EMPTY
    if indicator.state not in (TOO_FEW, NO_DATA):
        line = sparkline(
            indicator.values,
            report.msg.text("tile.history", name=name, months=HISTORY_MONTHS),
            target=indicator.target,
            pending=indicator.pending_months,
        )
    return part(
        "tile",
        id=indicator.kpi_id,
        name=name,
        value=_headline(report, indicator),
        denominator=_denominator(report, indicator),
        line=line,
        rows=rows,
    )


def tile_table(report: Report, indicators: Sequence[Indicator]) -> Table:
    """Return the tiles as a sheet: value, counts, interval, target, state and the last months."""
    msg, units = report.msg, {RATE: "%", MONEY: report.data.run.reporting_currency, COUNT: ""}
    states = {PENDING: "tile.pending", TOO_FEW: "tile.few", NO_DATA: "tile.no_data"}
    months = [f"{month:%Y-%m}" for month in report.data.months(HISTORY_MONTHS)]
    rows = [
        {
            "name": report.kpi(one.kpi_id),
            "unit": units[one.kind],
            "value": one.value if one.state == SHOWN else None,
            "numerator": one.numerator if one.kind == RATE else None,
            "denominator": one.denominator if one.kind == RATE else None,
            "lower": one.interval[0] if one.interval is not None and one.state == SHOWN else None,
            "upper": one.interval[1] if one.interval is not None and one.state == SHOWN else None,
            "target": one.target,
            "state": msg.text(states[one.state]) if one.state in states else "",
            **dict(zip(months, one.values, strict=True)),
        }
        for one in indicators
    ]
    texts = ("name", "unit", "state")
    kinds = {name: pl.String if name in texts else pl.Float64 for name in rows[0]}
    words = {name: msg.text(f"tile.column_{name}") for name in rows[0] if name not in months}
    in_unit = (*(words[name] for name in ("value", "lower", "upper", "target")), *months)
    rates = tuple(index for index, one in enumerate(indicators) if one.kind == RATE)
    frame = pl.DataFrame(rows, schema=kinds).rename(words)
    return Table("indicadores", msg.text("section.indicadores"), frame, in_unit, rates)
