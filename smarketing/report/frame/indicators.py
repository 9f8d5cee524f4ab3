"""KPIs of a month as kpi.rpt_kpi_monthly has them: value, 13 months, changes, target, state.

Tiles draw them and sentences are chosen from them, so both always say the same. Nothing here
computes a KPI; what is added is whether a change is more than chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import hypot

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.intervals import Interval, count_difference

COUNT, MONEY, RATE = "count", "money", "rate"
SHOWN, PENDING, TOO_FEW, NO_DATA = "shown", "pending", "too_few", "no_data"
STATES = {"pending": PENDING, "not_enough_data": TOO_FEW, "no_data": NO_DATA}
HISTORY_MONTHS = 13


@dataclass(frozen=True)
class Change:
    """A change against an earlier month. `relative` is null for rates and from zero."""

    difference: float
    relative: float | None
    is_clear: bool
    goodness: int

    @property
    def direction(self) -> int:
        """+1 up, −1 down, 0 the same."""
        return (self.difference > 0) - (self.difference < 0)


@dataclass(frozen=True)
class Indicator:
    """One KPI of the month. kind: its unit, as in the seed `kpis`.

    values: the last 13 months, oldest first (null where unknown). pending_months: how many of the
    newest of them are immature. missing: the exports that would give it.
    """

    kpi_id: str
    kind: str
    state: str
    values: list[float | None]
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    sample: int | None = None
    interval: Interval | None = None
    change: Change | None = None
    year_change: Change | None = None
    target: float | None = None
    meets_target: bool | None = None
    direction: int = 1
    pending_months: int = 0
    missing: tuple[str, ...] = ()
    details: dict = field(default_factory=dict)


class Tiles(dict[str, Indicator]):
    """The indicators of a page's tiles, in their order; any other KPI is read when asked for."""

    def __init__(self, report: Report, page: str) -> None:
        """Read the KPIs that the seed `kpis` makes tiles of the page."""
        super().__init__(read_indicators(report, report.tiles(page)))
        self._report = report

    def __missing__(self, kpi_id: str) -> Indicator:
        """Return a KPI that is no tile, and keep it none."""
        return indicator(self._report, kpi_id)


def read_indicators(report: Report, kpi_ids: Iterable[str]) -> dict[str, Indicator]:
    """Return KPIs of the report's month, in the order given; one the mart lacks has no data."""
    return {kpi_id: indicator(report, kpi_id) for kpi_id in kpi_ids}


def indicator(
    report: Report, kpi_id: str, segment_name: str = "all", segment_value: str = "all"
) -> Indicator:
    """Return one KPI of the report's month and a segment."""
    months = report.data.months(HISTORY_MONTHS)
    rows = _rows(report, kpi_id, segment_name, segment_value)
    history = [rows.get(month) for month in months]
    values = [row["value"] if row else None for row in history]
    now = history[-1]
    direction = report.direction(kpi_id)
    if now is None or now["status"] == "no_data":
        kind = now["unit"] if now else COUNT
        missing = (now["missing_export"] or "").split(";") if now else []
        return Indicator(kpi_id, kind, NO_DATA, values, missing=tuple(filter(None, missing)))
    state = STATES.get(now["status"], SHOWN)
    details = _maturing(report, kpi_id, history) if state == PENDING else {}
    if kpi_id == "sales_revenue":
        details["count"] = won_sales(report)
    is_compared = state == SHOWN and report.data.is_month_complete
    return Indicator(
        kpi_id,
        now["unit"],
        state,
        values,
        value=now["value"] if state == SHOWN else None,
        numerator=now["numerator"],
        denominator=now["denominator"],
        sample=now["sample"],
        interval=_interval(now),
        change=_change(report, now, history[-2]) if is_compared else None,
        year_change=_change(report, now, history[0]) if is_compared else None,
        target=now["target"],
        meets_target={"on_target": True, "off_target": False}.get(now["status"]),
        direction=direction,
        pending_months=_pending_months(history),
        details=details,
    )


def _rows(report: Report, kpi_id: str, segment_name: str, segment_value: str) -> dict:
    rows = report.data.kpis.filter(
        (pl.col("kpi_id") == kpi_id)
        & (pl.col("segment_name") == segment_name)
        & (pl.col("segment_value") == segment_value)
    )
    return {row["month"]: row for row in rows.iter_rows(named=True)}


def _interval(row: dict) -> Interval | None:
    lower, upper = row["value_lower"], row["value_upper"]
    return Interval(lower, upper) if lower is not None and upper is not None else None


def won_sales(report: Report) -> int:
    """Return how many sales the month won: the numerator of the conversion."""
    rows = _rows(report, "opportunity_conversion_rate", "all", "all")
    return int(rows.get(report.data.month, {}).get("numerator") or 0)


def _change(report: Report, now: dict, before: dict | None) -> Change | None:
    """Return the change against an earlier month, or None where that can't be compared."""
    if before is None or before["value"] is None or now["value"] is None:
        return None
    if not is_known(before):
        return None
    difference = now["value"] - before["value"]
    interval = change_interval(report, now, before)
    is_clear = interval is not None and not interval.contains(0)
    sign = (difference > 0) - (difference < 0)
    has_relative = now["unit"] != RATE and before["value"] > 0 and now["value"] >= 0
    relative = now["value"] / before["value"] - 1 if has_relative else None
    direction = report.direction(now["kpi_id"])
    return Change(difference, relative, is_clear, sign * direction if is_clear else 0)


def is_known(row: dict) -> bool:
    """Tell whether a KPI's row is judged: not pending, too few or without data."""
    return row["status"] not in STATES


def change_interval(report: Report, now: dict, before: dict) -> Interval | None:
    """Return the 95 % interval of now minus before; None where the mart gives no interval.

    From the two intervals themselves (Newcombe's way); counts are of independent events, and the
    interval of a sum of money is symmetrical, though none is published under zero.
    """
    if now["unit"] == COUNT:
        if not report.counts_events(now["kpi_id"]):
            return None
        return count_difference(now["value"], before["value"])
    one, other = _interval(now), _interval(before)
    if one is None or other is None:
        return None
    difference = now["value"] - before["value"]
    if now["unit"] == MONEY:
        half_width = hypot(one.upper - now["value"], other.upper - before["value"])
        return Interval(difference - half_width, difference + half_width)
    down = hypot(now["value"] - one.lower, other.upper - before["value"])
    up = hypot(one.upper - now["value"], before["value"] - other.lower)
    return Interval(difference - down, difference + up)


def _pending_months(history: list[dict | None]) -> int:
    count = 0
    for row in reversed(history):
        if row is None or row["status"] != "pending":
            break
        count += 1
    return count


def _maturing(report: Report, kpi_id: str, history: list[dict | None]) -> dict:
    """Return the day on which the month's cohort is old enough, and the last month that is."""
    done = [row for row in history if row and row["status"] not in STATES]
    details = {"matures_on": None, "last_mature": done[-1] if done else None}
    if kpi_id == "close_rate":
        cohort = report.data.cohorts.filter(
            (pl.col("from_stage") == "lead")
            & (pl.col("to_stage") == "customer")
            & (pl.col("cohort_month") == report.data.month)
        )
        window = cohort["maturity_days"].max() if cohort.height else None
        if window is not None:
            details["matures_on"] = report.data.month_end + timedelta(days=int(window))
    return details
