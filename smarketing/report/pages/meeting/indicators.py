"""The KPIs of a month beside those of the month before, and which clearly changed.

What a clear change is, and how a value is written, is the tiles' own rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import MISSING
from smarketing.report.frame.indicators import change_interval, is_known
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.tiles import in_unit


@dataclass(frozen=True)
class Change:
    """A KPI that clearly changed. better: whether for the better, None where neither way is."""

    kpi_id: str
    before: float
    now: float
    unit: str
    better: bool | None

    @property
    def size(self) -> float:
        """How much of what it was before the change is."""
        return abs(self.now - self.before) / abs(self.before) if self.before else 0.0


def compared_month(report: Report) -> date:
    """Return the newest month that is complete: a running one is not compared with a whole one."""
    month = report.data.month
    return month if report.data.is_month_complete else add_months(month, -1)


def read_indicators(report: Report, month: date) -> dict[str, dict]:
    """Return KPI → its row of a month, over all segments."""
    rows = report.read(
        "kpi.rpt_kpi_monthly",
        where="month = $month and segment_name = 'all'",
        parameters={"month": month},
    )
    return {row["kpi_id"]: row for row in rows.sort("kpi_id").iter_rows(named=True)}


def clear_change(report: Report, now: dict, before: dict | None) -> Change | None:
    """Return a KPI's change where it is beyond chance; None where it is not, or can't be judged."""
    if before is None or not is_known(now) or not is_known(before):
        return None
    if now["value"] is None or before["value"] is None:
        return None
    interval = change_interval(report, now, before)
    if interval is None or interval.contains(0):
        return None
    is_up = now["value"] > before["value"]
    better = None if now["direction"] not in ("up", "down") else is_up == (now["direction"] == "up")
    return Change(now["kpi_id"], before["value"], now["value"], now["unit"], better)


def clear_changes(report: Report, now: dict[str, dict], before: dict[str, dict]) -> list[Change]:
    """Return what clearly changed, the largest first."""
    found = [clear_change(report, row, before.get(kpi_id)) for kpi_id, row in now.items()]
    changes = [change for change in found if change is not None]
    return sorted(changes, key=lambda change: (-change.size, change.kpi_id))


def shown(report: Report, unit: str, value: float | None) -> str:
    """Return a value in its unit, as the reader writes it."""
    if value is None:
        return MISSING
    if unit == "rate":
        return report.fmt.percent(value)
    if unit == "money":
        return report.fmt.money(value, report.data.run.reporting_currency)
    if unit == "count":
        return report.fmt.number(value)
    return in_unit(report, unit, value)


def interval_shown(report: Report, row: dict) -> str:
    """Return the interval of a KPI's row, with its unit said once."""
    lower, upper = row["value_lower"], row["value_upper"]
    if row["unit"] == "rate":
        return report.fmt.percent_range(lower, upper)
    return f"{shown(report, row['unit'], lower)}–{shown(report, row['unit'], upper)}"
