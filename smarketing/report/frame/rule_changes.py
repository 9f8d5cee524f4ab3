"""Where a rule that numbers are judged by changed inside a chart's range: drawn, and said.

Each period is judged by the definition of a qualified lead, the service agreement and the follow-up
policy in force then, so a step in a line may be a change of rules. `figure` asks this of every
chart along time; a chart builder does nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.theme import painter

LABEL_LINE_PIXELS = 16
SHORTEST_MONTH_DAYS = 28


@dataclass(frozen=True)
class RuleChange:
    """One rule that began to hold: the day, what is drawn beside the line, what is said below."""

    day: date
    mark: str
    sentence: str


def rule_changes(report: Report, first: date, last: date) -> list[RuleChange]:
    """Return the rules that began after the first day of a range and up to its last, in order."""
    inside = pl.col("valid_from").is_between(first, last, closed="right")
    rows = report.data.rules.filter(inside).iter_rows(named=True)
    changes = [_change(report, row) for row in rows]
    return sorted(changes, key=lambda change: (change.day, change.mark, change.sentence))


def _change(report: Report, row: dict) -> RuleChange:
    msg, kind, day = report.msg, row["kind"], report.fmt.day(row["valid_from"])
    label = row[f"label_{report.fmt.language}"]
    name = f": «{clean_label(label)}»" if label else ""
    if row["lead_type"] not in (None, "*"):
        name = f" ({report.lead_type(row['lead_type'])})"
    reason = row["changed_because"]
    reason = clean_label(reason).rstrip(".") if reason else ""
    because = msg.text("rule_change.because", reason=reason) if reason else "."
    stage = report.stage_code("mql")
    return RuleChange(
        row["valid_from"],
        msg.text(f"rule_change.mark_{kind}", day=day, stage=stage),
        msg.text(f"rule_change.{kind}", day=day, stage=stage, name=name) + because,
    )


def periods(spec: dict) -> list[date]:
    """Return the first days of the periods along a chart's x, oldest first; none without time."""
    x = _x(spec)
    if x.get("field") != "key" or not isinstance(x.get("sort"), list):
        return []
    try:
        return [date.fromisoformat(str(day)) for day in x["sort"]]
    except ValueError:
        return []


def chart_changes(report: Report, spec: dict) -> list[RuleChange]:
    """Return the changes inside a chart's range, whose last period counts whole."""
    days = periods(spec)
    return rule_changes(report, days[0], _end(days)) if days else []


def _end(days: list[date]) -> date:
    gaps = [(later - day).days for day, later in pairwise(days)]
    length = min(gaps, default=SHORTEST_MONTH_DAYS)
    if length >= SHORTEST_MONTH_DAYS:
        return add_months(days[-1], 1) - timedelta(days=1)
    return days[-1] + timedelta(days=length - 1)


def marked(report: Report, spec: dict, changes: list[RuleChange]) -> dict:
    """Return a chart along time with a line at the period of each change, and its label above."""
    days, paint = periods(spec), painter(themed=report.is_page)
    x = copy.deepcopy(_x(spec))
    layers = []
    above = len({change.mark for change in changes}) * LABEL_LINE_PIXELS
    for period, group in groupby(changes, lambda change: max(d for d in days if d <= change.day)):
        marks = list(dict.fromkeys(change.mark for change in group))
        is_left = days.index(period) < len(days) / 2
        data = {"values": [{"key": period.isoformat(), "mark": marks}]}
        rule = {"type": "rule", "color": paint("ink2"), "strokeDash": [2, 3], "opacity": 1}
        text = {
            "type": "text",
            "align": "left" if is_left else "right",
            "baseline": "top",
            "dx": 5 if is_left else -5,
            "lineHeight": LABEL_LINE_PIXELS,
            "color": paint("ink2"),
        }
        # Above the plot, where nothing is drawn, each change on a height of its own.
        top = {"value": -above}
        said = {"field": "mark", "type": "nominal"}
        layers.append({"data": data, "mark": rule, "encoding": {"x": x}})
        layers.append({"data": data, "mark": text, "encoding": {"x": x, "y": top, "text": said}})
        above -= len(marks) * LABEL_LINE_PIXELS
    whole = {name: value for name, value in spec.items() if name not in ("mark", "encoding")}
    return whole | {"layer": [*_layers(spec), *layers]}


def _layers(spec: dict) -> list[dict]:
    """Return the layers of a chart; a chart of one mark is its only layer."""
    alone = {name: spec[name] for name in ("mark", "encoding") if name in spec}
    return spec.get("layer") or [alone]


def _x(spec: dict) -> dict:
    return _layers(spec)[0].get("encoding", {}).get("x", {})
