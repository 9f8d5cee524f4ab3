"""Which months the loaded exports hold: a report of another one, or of none, is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused
from smarketing.loading.undated import EVENTS
from smarketing.paths import Period

# Where nothing happened, as in models/run.sql.
TRAFFIC = (("web_traffic", "date"), ("ad_spend", "date"))


def event_days(build_file: Path, timezone: str) -> tuple[date, date] | None:
    """Return the days of the first and the newest event in schema raw, None without any."""
    days = [
        f"select case when {at}_is_date_only then {at} else "
        f"timezone($zone, timezone('UTC', {at})) end::date as day from raw.{entity} "
        f"where {happened}"
        for entity, at, happened in EVENTS
    ]
    traffic = [f"select {day} as day from raw.{entity}" for entity, day in TRAFFIC]
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for queries, values in ((days, {"zone": timezone}), (traffic, {})):
            query = f"select min(day), max(day) from ({' union all '.join(queries)})"
            first, newest = connection.execute(query, values).fetchone()
            if first is not None:
                return first, newest
    return None


def refuse_no_rows(build_file: Path, exports: Path) -> None:
    """Raise DataRefused where every file loaded holds only its headers."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        (rows,) = connection.execute("select sum(rows_read) from raw._files").fetchone()
    if not rows:
        raise DataRefused(
            f"No file in {exports} that feeds the reports has any row, so there is nothing to "
            "report; export them again."
        )


def refuse_no_month(build_file: Path, exports: Path, timezone: str) -> None:
    """Raise DataRefused where nothing loaded has a day, which no table can be built without."""
    if event_days(build_file, timezone) is None:
        raise DataRefused(
            f"{exports} holds no dated lead, contact attempt, opportunity or touchpoint, so there "
            "is no month to report; `make check-exports` says what it would load."
        )


def refuse_other_months(build_file: Path, period: Period, timezone: str) -> None:
    """Raise DataRefused for a day before all events, or for a MONTH that begins after them."""
    found = event_days(build_file, timezone) if period.as_of else None
    if not found:
        return
    first, newest = found
    asked = f"MONTH={period.as_of:%Y-%m}" if period.is_month else f"AS_OF={period.as_of}"
    months = f"{first:%Y-%m}" + (
        f" to {newest:%Y-%m}" if f"{newest:%Y-%m}" > f"{first:%Y-%m}" else ""
    )
    if period.as_of < first:
        raise DataRefused(
            f"{asked} lies before the first event in the exports ({first}); there is data for "
            f"{months}."
        )
    if period.is_month and period.as_of.replace(day=1) > newest:
        raise DataRefused(
            f"{asked} lies after the newest event in the exports ({newest}); there is data for "
            f"{months}."
        )
