"""The buckets of a wait for the first attempt in words, whatever edges the settings give them."""

from __future__ import annotations

import re

from smarketing.report.frame.context import Report

NEVER = "never"
DAY_MINUTES = 1440
MINUTES = {"minute": 1, "hour": 60, "day": DAY_MINUTES}
EDGE = re.compile(r"(under|over)_(\d+)_(minute|hour|day)s?$")


def edge_minutes(bucket: str) -> int | None:
    """Return the minutes that a bucket's name ends with; None for those never attempted."""
    found = EDGE.search(bucket)
    return int(found[2]) * MINUTES[found[3]] if found else None


def soon_edge(report: Report) -> int:
    """Return the longest bound, in minutes, of at most a day; the shortest where all are longer."""
    edges = report.data.run.vars["speed_bucket_minutes"]
    return max((one for one in edges if one <= DAY_MINUTES), default=min(edges))


def within(report: Report, edge: int) -> str:
    """Return a wait of less than so many minutes in words."""
    return report.msg.text("contact.wait_under", high=_span(report, edge))


def wait_words(report: Report, bucket: str) -> str:
    """Return a bucket as it stands in a table or behind a verb: both its bounds, where it has two.

    The bounds are the var `speed_bucket_minutes` as the build used it.
    """
    edge = edge_minutes(bucket)
    if edge is None:
        return report.msg.text("contact.wait_never")
    if "over_" in bucket:
        return report.msg.text("contact.wait_over", low=_span(report, edge))
    below = [one for one in report.data.run.vars["speed_bucket_minutes"] if one < edge]
    if not below:
        return within(report, edge)
    low = max(below)
    same = _unit(low) == _unit(edge)
    words = report.fmt.number(low / MINUTES[_unit(low)]) if same else _span(report, low)
    return report.msg.text("contact.wait_between", low=words, high=_span(report, edge))


def _unit(minutes: int) -> str:
    """Return the unit that the bucket's name has: macro `speed_edge`."""
    if minutes >= 2 * DAY_MINUTES and minutes % DAY_MINUTES == 0:
        return "day"
    return "hour" if minutes >= MINUTES["hour"] and minutes % MINUTES["hour"] == 0 else "minute"


def _span(report: Report, minutes: int) -> str:
    count = minutes // MINUTES[_unit(minutes)]
    unit = report.msg.text(f"contact.span_{_unit(minutes)}", count=count)
    return f"{report.fmt.number(count)} {unit}"
