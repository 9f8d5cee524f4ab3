"""A table of KPIs of the mart: value, interval, before, target, state, thirteen months."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part, table, tag
from smarketing.report.frame.indicators import (
    HISTORY_MONTHS,
    NO_DATA,
    PENDING,
    SHOWN,
    TOO_FEW,
    Indicator,
)
from smarketing.report.frame.sparkline import sparkline
from smarketing.report.frame.tiles import (
    change_text,
    delta,
    missing_reason,
    range_text,
    value_text,
)


def kpi_table(report: Report, label: str, indicators: Sequence[Indicator]) -> Markup:
    """Return the table; each name links to nothing, its description stands in the glossary."""
    msg = report.msg
    names = ("name", "value", "change", "target", "state", "history")
    left = {"state": "l wrap", "history": "l"}
    headers = [(msg.text(f"sales_column.{name}"), left.get(name, "")) for name in names]
    return table(label, "", headers, [_line(report, one) for one in indicators])


def _line(report: Report, one: Indicator) -> list[Markup | str]:
    value: Markup | str = "–"
    if one.value is not None:
        value = value_text(report, one, one.value)
        if one.interval is not None:
            value = part("two_lines", value, range_text(report, one, one.interval))
    change: Markup | str = "–"
    if one.change is not None:
        change = delta(report, one.change, change_text(report, one, one.change))
    name = report.kpi(one.kpi_id)
    label = report.msg.text("tile.history", name=name, months=HISTORY_MONTHS)
    return [
        name,
        value,
        change,
        value_text(report, one, one.target) if one.target is not None else "–",
        state_tag(report, one),
        sparkline(one.values, label, css_class="spk") if one.state == SHOWN else "",
    ]


def state_tag(report: Report, one: Indicator) -> Markup:
    """Return the state of a KPI as glyph and word."""
    msg = report.msg
    if one.state == NO_DATA:
        return part(
            "two_lines", tag("p", "none", msg.text("tile.no_data")), missing_reason(report, one)
        )
    if one.state == TOO_FEW:
        return tag("p", "none", msg.text("tile.few"))
    if one.state == PENDING:
        return tag("p", "clock", msg.text("tile.pending"))
    if one.meets_target is None:
        return tag("p", "flat", msg.text("tile.no_target"))
    if one.meets_target:
        return tag("g", "ok", msg.text("sales.target_met"))
    return tag("b", "no", msg.text("sales.target_missed"))
