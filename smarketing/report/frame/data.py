"""Everything a report reads, each query once, as polars frames.

`load_report_data` is the only function that touches the warehouse: sections, sentences and tests
work on its frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from smarketing.errors import DataRefused
from smarketing.report.frame import marts
from smarketing.report.frame.quality_data import QualityData, load_quality_data
from smarketing.report.frame.stamp import Run, add_months, load_run, parse_month
from smarketing.report.frame.warehouse import Warehouse


@dataclass(frozen=True)
class ReportData:
    """The frames of one report. `month` is the first day of the month it is about.

    monthly: month, channel (`all` too), visits … customers, revenue and the two rates.
    cohorts: cohort_month, from_stage, to_stage, entered, reached, pending, rates, median_days.
    origins: channel, to_stage and the same counts over all cohorts of leads.
    triangle: cohort_month, window_days, leads, customers, state (complete, pending).
    durations, bottlenecks: one row per stage. losses: month, stage, reason, leads, amount.
    amounts: month, won_squares (sum of squared won amounts). targets: kpi_id, target.
    """

    run: Run
    month: date
    monthly: pl.DataFrame
    cohorts: pl.DataFrame
    origins: pl.DataFrame
    triangle: pl.DataFrame
    durations: pl.DataFrame
    bottlenecks: pl.DataFrame
    losses: pl.DataFrame
    amounts: pl.DataFrame
    targets: dict[str, float]
    countries: list[str]
    seeds: dict[str, pl.DataFrame]
    quality: QualityData

    @property
    def month_end(self) -> date:
        """The last day of the month."""
        return add_months(self.month, 1) - timedelta(days=1)

    @property
    def is_month_complete(self) -> bool:
        """Whether the data reach the end of the month."""
        return self.run.as_of >= self.month_end

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
) -> ReportData:
    """Read the frames of a month's report from the warehouse at `path`.

    An empty month is that of the build's as-of date. `as_of`, if given, must be the build's own:
    a page never claims a date its numbers do not have (DataRefused).
    """
    with Warehouse(path) as warehouse:
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
        bounds = {"month": first_day, "year_before": add_months(first_day, -11)}
        return ReportData(
            run=run,
            month=first_day,
            monthly=marts.read_monthly(warehouse, bounds),
            cohorts=marts.read_cohorts(warehouse, bounds),
            origins=marts.read_origins(warehouse, bounds),
            triangle=marts.read_triangle(warehouse, run, first_day),
            durations=marts.read_durations(warehouse),
            bottlenecks=marts.read_bottlenecks(warehouse),
            losses=marts.read_losses(warehouse, bounds),
            amounts=marts.read_amounts(warehouse, run),
            targets=marts.read_targets(warehouse, run, first_day),
            countries=marts.read_countries(warehouse),
            seeds=marts.read_seeds(warehouse),
            quality=load_quality_data(warehouse),
        )
