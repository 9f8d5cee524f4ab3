"""The month's indicators as numbers: value, history, changes with their intervals, target, state.

Tiles draw them and sentences are chosen from them, so both always say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.data import ReportData
from smarketing.report.frame.intervals import (
    Interval,
    count_difference,
    rate_difference,
    sum_difference,
    wilson,
)
from smarketing.report.frame.stamp import add_months

COUNT, MONEY, RATE = "count", "money", "rate"
SHOWN, PENDING, TOO_FEW, NO_DATA = "shown", "pending", "too_few", "no_data"
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
    """One KPI of the month.

    values: the last 13 months, oldest first (null where unknown). pending_months: how many of the
    newest of them are immature. target_share: value ÷ target.
    """

    kpi_id: str
    kind: str
    state: str
    values: list[float | None]
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    interval: Interval | None = None
    change: Change | None = None
    year_change: Change | None = None
    target: float | None = None
    direction: int = 1
    pending_months: int = 0
    details: dict = field(default_factory=dict)

    @property
    def meets_target(self) -> bool | None:
        """Whether the value is on the good side of its target; None without one."""
        if self.target is None or self.value is None:
            return None
        return self.value <= self.target if self.direction < 0 else self.value >= self.target


def _change(
    now: float, before: float, interval: Interval | None, direction: int, kind: str
) -> Change:
    is_clear = interval is not None and not interval.contains(0)
    sign = (now > before) - (now < before)
    relative = None if kind == RATE or not before else now / before - 1
    return Change(now - before, relative, is_clear, sign * direction if is_clear else 0)


def _history(data: ReportData, column: str) -> list[float | None]:
    return [data.month_row(month).get(column) for month in data.months(HISTORY_MONTHS)]


def _count(report: Report, kpi_id: str, column: str) -> Indicator:
    data, direction = report.data, report.direction(kpi_id)
    values = _history(data, column)
    if not any(values):
        return Indicator(kpi_id, COUNT, NO_DATA, values, direction=direction)

    def against(before: float | None) -> Change | None:
        if before is None or values[-1] is None or not data.is_month_complete:
            return None
        interval = count_difference(values[-1], before)
        return _change(values[-1], before, interval, direction, COUNT)

    return Indicator(
        kpi_id,
        COUNT,
        SHOWN,
        values,
        value=values[-1] or 0,
        change=against(values[-2]),
        year_change=against(values[0]),
        target=data.targets.get(kpi_id),
        direction=direction,
    )


def _revenue(report: Report) -> Indicator:
    data, kpi_id = report.data, "sales_revenue"
    values = _history(data, "revenue")
    if not any(values):
        return Indicator(kpi_id, MONEY, NO_DATA, values)
    won = {row["month"]: row for row in data.amounts.iter_rows(named=True)}
    squares = {month: row["won_squares"] for month, row in won.items()}
    months = data.months(HISTORY_MONTHS)

    def against(index: int) -> Change | None:
        now, before = values[-1], values[index]
        if before is None or now is None or not data.is_month_complete:
            return None
        spread = (squares.get(data.month, 0.0), squares.get(months[index], 0.0))
        interval = sum_difference(now, spread[0], before, spread[1]) if any(spread) else None
        return _change(now, before, interval, 1, MONEY)

    return Indicator(
        kpi_id,
        MONEY,
        SHOWN,
        values,
        value=values[-1] or 0,
        numerator=won.get(data.month, {}).get("won_sales"),
        change=against(-2),
        year_change=against(0),
        target=data.targets.get(kpi_id),
    )


def _visitor_conversion(report: Report) -> Indicator:
    data, kpi_id = report.data, "visitor_conversion_rate"
    values = _history(data, "visit_to_lead_rate")
    if not any(values):
        return Indicator(kpi_id, RATE, NO_DATA, values)
    months = data.months(HISTORY_MONTHS)

    def counts(month: date) -> tuple[float, float]:
        row = data.month_row(month)
        visits, rate = row.get("visits") or 0, row.get("visit_to_lead_rate")
        # The numerator is that of the mart's rate, whatever it counts as a web lead.
        return (round(rate * visits) if rate is not None else 0), visits

    def against(month: date) -> Change | None:
        now, before = counts(data.month), counts(month)
        interval = rate_difference(*now, *before)
        if interval is None or not data.is_month_complete:
            return None
        return _change(now[0] / now[1], before[0] / before[1], interval, 1, RATE)

    numerator, denominator = counts(data.month)
    is_few = denominator < data.run.minimum_sample
    return Indicator(
        kpi_id,
        RATE,
        TOO_FEW if is_few else SHOWN,
        values,
        value=None if is_few else values[-1],
        numerator=numerator,
        denominator=denominator,
        interval=wilson(numerator, denominator),
        change=None if is_few else against(months[-2]),
        year_change=None if is_few else against(months[0]),
        target=data.targets.get(kpi_id),
    )


def close_cohorts(data: ReportData) -> pl.DataFrame:
    """Return the lead → customer cohorts: cohort_month, entered, reached, rate, …, is_mature.

    A cohort is mature when its youngest lead has had the whole maturity window, or, where the mart
    does not say how long that is, when nobody is pending.
    """
    cohorts = data.cohorts.filter(
        (pl.col("from_stage") == "lead") & (pl.col("to_stage") == "customer")
    )
    age_days = (pl.lit(data.run.as_of) - pl.col("cohort_month").dt.month_end()).dt.total_days()
    return cohorts.with_columns(
        is_mature=pl.when(pl.col("maturity_days").is_not_null())
        .then(age_days >= pl.col("maturity_days"))
        .otherwise(pl.col("pending") == 0)
    )


def _close_rate(report: Report) -> Indicator:
    data, kpi_id = report.data, "close_rate"
    rows = {row["cohort_month"]: row for row in close_cohorts(data).iter_rows(named=True)}
    months = data.months(HISTORY_MONTHS)
    values = [
        (rows[m]["rate_mature"] if rows[m]["is_mature"] else rows[m]["rate"]) if m in rows else None
        for m in months
    ]
    now = rows.get(data.month)
    if not any(row["reached"] for row in rows.values()):
        return Indicator(kpi_id, RATE, NO_DATA, values)
    if now is None:
        return Indicator(kpi_id, RATE, NO_DATA, values, details={"reason": "month_without_leads"})
    target = data.targets.get(kpi_id)
    if not now["is_mature"]:
        mature = [m for m in months if m in rows and rows[m]["is_mature"]]
        last = rows[mature[-1]] if mature else None
        window = now["maturity_days"]
        matures_on = data.month_end + timedelta(days=int(window)) if window is not None else None
        return Indicator(
            kpi_id,
            RATE,
            PENDING,
            values,
            numerator=now["reached"],
            denominator=now["entered"],
            target=target,
            pending_months=sum(1 for m in months if m in rows and not rows[m]["is_mature"]),
            details={"matures_on": matures_on, "last_mature": last},
        )
    before = rows.get(add_months(data.month, -1))
    numerator, denominator = inside_window(now)
    is_few = denominator < data.run.minimum_sample
    change = None
    if before is not None and before["is_mature"] and not is_few:
        interval = rate_difference(numerator, denominator, *inside_window(before))
        if interval is not None and values[-1] is not None and values[-2] is not None:
            change = _change(values[-1], values[-2], interval, 1, RATE)
    lower, upper = now["rate_lower"], now["rate_upper"]
    return Indicator(
        kpi_id,
        RATE,
        TOO_FEW if is_few else SHOWN,
        values,
        value=None if is_few else now["rate_mature"],
        numerator=numerator,
        denominator=denominator,
        interval=Interval(lower, upper) if lower is not None and upper is not None else None,
        change=change,
        target=target,
    )


def inside_window(cohort: dict) -> tuple[float, float]:
    """Return who closed inside the window and of how many: what a mature rate is made of."""
    if cohort["entered_mature"] is None:
        return cohort["reached"] or 0, cohort["entered"] or 0
    return cohort["reached_mature"] or 0, cohort["entered_mature"]


def month_indicators(report: Report) -> dict[str, Indicator]:
    """Return the month's indicators by KPI, in the order of the tiles."""
    indicators = [
        _count(report, "visits", "visits"),
        _count(report, "leads", "leads"),
        _count(report, "mqls", "mqls"),
        _revenue(report),
        _visitor_conversion(report),
        _count(report, "opportunities", "opportunities"),
        _count(report, "customers", "customers"),
        _close_rate(report),
    ]
    return {indicator.kpi_id: indicator for indicator in indicators}
