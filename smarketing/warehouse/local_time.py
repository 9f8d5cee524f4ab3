"""Local time outside the models: the only place that turns moments in UTC into local ones.

Marts that a date is often asked of have the local date as a column of their own; use that first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl


def local_date_sql(column: str, zone: str) -> str:
    """Return SQL for the local date of a column in UTC. zone: SQL, a parameter or a column."""
    return f"cast(timezone({zone}, timezone('UTC', {column})) as date)"


def local_time(value: datetime, zone: str) -> datetime:
    """Return a moment in UTC, without zone, as local time without zone."""
    return value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def local_times(column: str, zone: str) -> pl.Expr:
    """Return the expression for local times of a frame's column in UTC, both without zone."""
    moments = pl.col(column).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return moments.dt.replace_time_zone(None)
