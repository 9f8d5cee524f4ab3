"""When to call: the hours of the lead's country in the rep's own time. No clock is read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

Hours = dict[str, tuple[time, time]]


def opening_hours(business_hours: pl.DataFrame) -> Hours:
    """Return time zone → when its first calendar opens and closes, from the settings."""
    found: Hours = {}
    for row in business_hours.sort("calendar_id", "weekday", "opens").iter_rows(named=True):
        opens, closes = _time(row["opens"]), _time(row["closes"])
        before = found.get(row["timezone"], (opens, closes))
        found[row["timezone"]] = (min(before[0], opens), max(before[1], closes))
    return found


def hours_apart(lead_zone: str, rep_zone: str, day: date) -> float:
    """Return how many hours the lead's clock is ahead of the rep's on a day."""
    noon = datetime.combine(day, time(12), ZoneInfo("UTC"))
    lead, rep = (noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in (lead_zone, rep_zone))
    return (lead - rep) / timedelta(hours=1)


def call_between(opens: time, closes: time, apart: float) -> tuple[str, str]:
    """Return the lead's opening hours on the rep's clock, as HH:MM."""
    shift = timedelta(hours=apart)
    shown = (datetime.combine(date(2000, 1, 2), hour) - shift for hour in (opens, closes))
    first, last = (f"{hour:%H:%M}" for hour in shown)
    return first, last


def _time(text: str) -> time:
    hour, minute = (int(piece) for piece in str(text).split(":")[:2])
    return time(23, 59) if hour == 24 else time(hour, minute)
