"""KPI tiles: the value, its denominator and interval, 13 months, two comparisons and the target."""

from __future__ import annotations

from markupsafe import Markup

from smarketing.report.frame.context import Report
from smarketing.report.frame.html import EMPTY, part
from smarketing.report.frame.indicators import (
    COUNT,
    HISTORY_MONTHS,
    MONEY,
    NO_DATA,
    PENDING,
    RATE,
    TOO_FEW,
    Change,
    Indicator,
)
from smarketing.report.frame.intervals import Interval
from smarketing.report.frame.sparkline import sparkline
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.unanswered import unknown_words

PER_100_LEAD_MONTHS = "per_100_lead_months"
ARROWS = {1: "up", -1: "down", 0: "flat"}
# KPIs that words of stages decide, and where these are translated.
OF_STAGES = ("mqls", "sqls", "opportunities", "customers", "close_rate", "sales_revenue")
STAGE_FILE = "stage_map.csv"
CLASSES = {1: "good", -1: "bad", 0: "flat"}
# Decimals of a unit under this value; whole above.
FINE_UNDER = 10


def number_text(report: Report, indicator: Indicator, value: float) -> str:
    """Return a value of an indicator without its unit."""
    if indicator.kind == RATE:
        return report.fmt.number(value * 100, 1)
    if indicator.kind == MONEY:
        return report.fmt.compact_parts(value)[0]
    return _plain_number(report, indicator.kind, value)


def _plain_number(report: Report, unit: str, value: float) -> str:
    is_fine = unit != COUNT and abs(value) < FINE_UNDER and value != int(value)
    return report.fmt.number(value, 1 if is_fine else 0)


def in_unit(report: Report, unit: str, value: float) -> str:
    """Return a value that is no rate or money with its unit, as tiles, tables and sentences do."""
    number = _plain_number(report, unit, value)
    key = f"unit.of_{unit}"
    return f"{number} {report.msg.text(key, count=value)}" if report.msg.has(key) else number


def unit_text(report: Report, indicator: Indicator, value: float = 0) -> str:
    """Return the unit that stands beside a value; empty for counts."""
    if indicator.kind == RATE:
        return "%"
    if indicator.kind == MONEY:
        scale = report.fmt.compact_parts(value)[1]
        return f"{scale} {report.data.run.reporting_currency}".strip()
    key = f"unit.of_{indicator.kind}"
    return report.msg.text(key, count=value) if report.msg.has(key) else ""


def value_text(report: Report, indicator: Indicator, value: float) -> str:
    """Return a value of an indicator as running text."""
    if indicator.kind == RATE:
        return report.fmt.percent(value)
    if indicator.kind == MONEY:
        return report.fmt.money(value, report.data.run.reporting_currency, compact=True)
    return in_unit(report, indicator.kind, value)


def range_text(report: Report, indicator: Indicator, interval: Interval) -> str:
    """Return the interval of an indicator as running text."""
    if indicator.kind == RATE:
        return report.fmt.percent_range(*interval)
    if indicator.kind == MONEY:
        low, high = (report.fmt.compact(value) for value in interval)
    else:
        low, high = (number_text(report, indicator, value) for value in interval)
    return f"{low}–{high}"


def change_text(report: Report, indicator: Indicator, change: Change) -> str:
    """Return the size of a change, without a sign: the arrow or the verb gives it."""
    if indicator.kind == RATE:
        return report.fmt.points(abs(change.difference))
    if indicator.kind == PER_100_LEAD_MONTHS:  # too long a unit to stand twice in a line
        return number_text(report, indicator, abs(change.difference))
    if change.relative is None or indicator.kind not in (COUNT, MONEY):
        return value_text(report, indicator, abs(change.difference))
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
    return part("value", number_text(report, indicator, value), unit_text(report, indicator, value))


def missing_reason(report: Report, indicator: Indicator) -> Markup | str:
    """Return why an indicator has no data: untold stages, a missing export, no case."""
    unknown = unknown_words(report, STAGE_FILE) if indicator.kpi_id in OF_STAGES else ""
    if unknown:
        return unknown
    loaded = report.data.quality.loaded_by_entity()
    absent = [name for name in indicator.missing if not loaded.get(name)]
    if indicator.missing and not absent:
        return report.msg.text("tile.no_cases")
    if not absent:
        return report.msg.text("tile.not_measured")
    names = [
        report.msg.text(f"entity.{name}" if report.msg.has(f"entity.{name}") else f"need.{name}")
        for name in absent
    ]
    return report.msg.text("tile.missing", names=report.listed(names))


def _denominator(report: Report, indicator: Indicator) -> Markup | str:
    msg, fmt = report.msg, report.fmt
    if indicator.state == NO_DATA:
        return missing_reason(report, indicator)
    has_ratio = indicator.numerator is not None and indicator.denominator is not None
    is_share = indicator.kind == RATE and has_ratio
    counts = {"numerator": fmt.number(indicator.numerator)}
    counts["denominator"] = fmt.number(
        indicator.denominator if indicator.denominator is not None else indicator.sample
    )
    if indicator.state == PENDING:
        text = msg.html("tile.den_pending", **counts) if is_share else EMPTY
        last = indicator.details["last_mature"]
        if last is not None and last["value"] is not None:
            lower, upper = last["value_lower"], last["value_upper"]
            bounds = Interval(lower, upper) if lower is not None and upper is not None else None
            interval = f" ({range_text(report, indicator, bounds)})" if bounds else ""
            text += msg.html(
                "tile.last_mature",
                month=fmt.short_month(last["month"]),
                rate=value_text(report, indicator, last["value"]),
                interval=interval,
            )
        return text
    if indicator.state == TOO_FEW:
        minimum = fmt.number(report.data.run.minimum_sample)
        # a share of money rests on its sales, not on the amount they are divided by
        if is_share and indicator.sample == indicator.denominator:
            return msg.html("tile.den_few", minimum=minimum, **counts)
        cases = indicator.sample if indicator.sample is not None else indicator.denominator or 0
        return msg.html(
            "tile.den_few_cases", count=cases, number=fmt.number(cases), minimum=minimum
        )
    key = f"tile.den_{indicator.kpi_id}"
    count = indicator.details.get("count", indicator.sample or indicator.numerator or 0)
    if msg.has(key):
        text = msg.html(key, count=count, number=fmt.number(count), **counts)
    elif is_share:
        text = msg.html("tile.den_share", **counts)
    elif indicator.sample is not None:
        text = msg.html("tile.den_cases", count=count, number=fmt.number(count))
    else:
        text = EMPTY
    if indicator.interval is not None and indicator.kind != COUNT:
        interval = range_text(report, indicator, indicator.interval)
        lines = [text, msg.html("tile.interval", interval=interval)]
        return part("lines", [line for line in lines if line])
    return text


def _target(report: Report, indicator: Indicator) -> Markup:
    msg, target = report.msg, indicator.target
    if target is None:
        return part("grey", msg.text("tile.no_target"))
    text = value_text(report, indicator, target)
    if indicator.meets_target is None:
        return part("grey", text)
    if indicator.direction <= 0:
        words = msg.text("tile.at_most", target=text)
    elif indicator.kind not in (COUNT, MONEY):
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
        elif not report.data.is_month_complete and months == -1:
            rows.append((name, part("grey", msg.text("tile.month_running"))))
        elif months == -1:
            rows.append((name, part("grey", msg.text("tile.not_comparable"))))
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
