"""What several sections read, each query once and when first asked for, as polars frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import polars as pl

from smarketing.errors import DataRefused
from smarketing.report.frame import marts
from smarketing.report.frame.people import LeadershipWarehouse
from smarketing.report.frame.quality_data import QualityData
from smarketing.report.frame.stamp import Run, add_months, load_run, parse_month
from smarketing.report.frame.warehouse import Warehouse


@dataclass(frozen=True)
class ReportData:
    """The data of one report. `month` is the first day of the month it is about."""

    warehouse: Warehouse
    run: Run
    month: date

    @cached_property
    def monthly(self) -> pl.DataFrame:
        """month, channel (`all` too), visits … customers, revenue and the rates."""
        return marts.read_monthly(self.warehouse, self.month)

    @cached_property
    def cohorts(self) -> pl.DataFrame:
        """cohort_month, from_stage, to_stage, entered, reached, pending, rates, median_days."""
        return marts.read_cohorts(self.warehouse, self.month)

    @cached_property
    def origins(self) -> pl.DataFrame:
        """channel, to_stage and the counts of `cohorts` over all cohorts of leads."""
        return marts.read_origins(self.warehouse, self.month)

    @cached_property
    def triangle(self) -> pl.DataFrame:
        """cohort_month, window_days, leads, customers, state (complete, pending)."""
        return marts.read_triangle(self.warehouse, self.run, self.month)

    @cached_property
    def durations(self) -> pl.DataFrame:
        """One row per stage: how long people stay."""
        return marts.read_durations(self.warehouse)

    @cached_property
    def bottlenecks(self) -> pl.DataFrame:
        """One row per stage: what waits there, the worst first."""
        return marts.read_bottlenecks(self.warehouse)

    @cached_property
    def losses(self) -> pl.DataFrame:
        """month, stage, reason, leads, opportunities, amount of twelve months."""
        return marts.read_losses(self.warehouse, self.month)

    @cached_property
    def kpis(self) -> pl.DataFrame:
        """kpi.rpt_kpi_monthly of thirteen months up to the month, every segment."""
        return marts.read_kpis(self.warehouse, self.month)

    @cached_property
    def rules(self) -> pl.DataFrame:
        """kind (mql, sla, followup), valid_from, changed_because, labels, lead_type."""
        return marts.read_rules(self.warehouse)

    @cached_property
    def countries(self) -> list[str]:
        """Codes of the countries with leads, most leads first."""
        return marts.read_countries(self.warehouse)

    @cached_property
    def seeds(self) -> dict[str, pl.DataFrame]:
        """Labels and descriptions: channels, stages, lead_types, kpis."""
        return marts.read_seeds(self.warehouse)

    @cached_property
    def quality(self) -> QualityData:
        """What the report says about its own data."""
        return QualityData(self.warehouse)

    @property
    def month_end(self) -> date:
        """The last day of the month."""
        return add_months(self.month, 1) - timedelta(days=1)

    @property
    def is_month_complete(self) -> bool:
        """Whether the data reach the end of the month."""
        return self.run.data_until >= self.month_end

    def months(self, count: int) -> list[date]:
        """Return the last `count` months up to the report's, oldest first."""
        return [add_months(self.month, -back) for back in range(count - 1, -1, -1)]

    def month_row(self, month: date, channel: str = "all") -> dict:
        """Return the counts of a month and channel; an empty dict where there is no row."""
        rows = self.monthly.filter((pl.col("month") == month) & (pl.col("channel") == channel))
        return rows.row(0, named=True) if rows.height else {}


def load_report_data(
    path: Path,
    *,
    month: str | None = None,
    as_of: str | None = None,
    sample: bool | None = None,
    keep_open: bool = False,
) -> ReportData:
    """Return the data of a month's report from the warehouse at `path`.

    An empty month is that of the build's as-of date. `as_of`, if given, must be the build's own:
    a page never claims a date its numbers do not have (DataRefused). `keep_open` is for a process
    that ends with the page.
    """
    warehouse = LeadershipWarehouse(path)
    if keep_open:
        warehouse.keep_open()
    run = load_run(warehouse, sample)
    if as_of and as_of[:10] != run.as_of.isoformat():
        raise DataRefused(
            f"as_of: the warehouse was built for {run.as_of}, not for {as_of}; build it again."
        )
    first_day = parse_month(month, run.as_of)
    if first_day > run.as_of:
        raise DataRefused(
            f"month: {first_day:%Y-%m} has not begun on {run.as_of}, the date of the data."
        )
    return ReportData(warehouse, run, first_day)
