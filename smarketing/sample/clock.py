"""Time of the sample: seconds since 1970 in UTC, local days of America/Guayaquil, working minutes.

Ecuador has been five hours behind UTC without daylight saving since 1993: a constant is exact.
"""

import numpy as np

SECONDS_PER_DAY = 86_400
LOCAL_OFFSET_SECONDS = -5 * 3_600
WORKDAY_OPENS_MINUTE = 9 * 60
WORKDAY_MINUTES = 9 * 60
_FIRST_DAY = int(np.datetime64("2025-01-06").astype("datetime64[D]").astype(np.int64))  # a Monday


def utc_seconds(local: str) -> int:
    """Return the UTC seconds of a local time such as ``2026-10-31T18:59``."""
    return int(np.datetime64(local, "s").astype(np.int64)) - LOCAL_OFFSET_SECONDS


def local_day(seconds: np.ndarray) -> np.ndarray:
    """Return the local day (days since 1970) of UTC seconds."""
    return (np.asarray(seconds, dtype=np.int64) + LOCAL_OFFSET_SECONDS) // SECONDS_PER_DAY


def local_month(seconds: np.ndarray) -> np.ndarray:
    """Return the local month (months since 1970) of UTC seconds."""
    days = local_day(seconds).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def month_name(month: int) -> str:
    """Return ``YYYY-MM`` of a month counted since 1970."""
    return str(np.datetime64(int(month), "M"))


def whole_minutes(seconds: np.ndarray) -> np.ndarray:
    """Cut UTC seconds to whole minutes, the resolution of CRM exports."""
    return np.asarray(seconds, dtype=np.int64) // 60 * 60


def to_working_minutes(seconds: np.ndarray) -> np.ndarray:
    """Return the working minutes (weekdays, 09:00-18:00 local) elapsed before UTC seconds."""
    local_minutes = (np.asarray(seconds, dtype=np.int64) + LOCAL_OFFSET_SECONDS) // 60
    days = local_minutes // 1_440 - _FIRST_DAY
    weeks, weekday = np.divmod(days, 7)
    inside = np.clip(local_minutes % 1_440 - WORKDAY_OPENS_MINUTE, 0, WORKDAY_MINUTES)
    inside = np.where(weekday < 5, inside, 0)
    return (weeks * 5 + np.minimum(weekday, 5)) * WORKDAY_MINUTES + inside


def from_working_minutes(minutes: np.ndarray) -> np.ndarray:
    """Return the UTC seconds at which a number of working minutes has elapsed."""
    workdays, inside = np.divmod(np.asarray(minutes, dtype=np.int64), WORKDAY_MINUTES)
    weeks, weekday = np.divmod(workdays, 5)
    local_minutes = (_FIRST_DAY + weeks * 7 + weekday) * 1_440 + WORKDAY_OPENS_MINUTE + inside
    return local_minutes * 60 - LOCAL_OFFSET_SECONDS
