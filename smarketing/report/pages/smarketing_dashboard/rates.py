"""How a clause of the service agreement was kept, in words: the page's and the mail's."""

from __future__ import annotations

from dataclasses import dataclass

from smarketing.report.frame.context import Report


@dataclass(frozen=True)
class RateWords:
    """A rate with its interval in words, its cases, and the numbers themselves to draw.

    bounds: value, lower, upper; None where too few were judged, which `text` then says.
    """

    text: str
    counts: str
    bounds: tuple[float, float, float] | None


def rate_words(report: Report, row: dict, *, shrunk: bool = False) -> RateWords:
    """Return how a clause was kept, as page and mail say it; too few cases have no rate."""
    msg, fmt = report.msg, report.fmt
    counts = msg.text(
        "dashboard.met_of", met=fmt.number(row["met"]), judged=fmt.number(row["judged"])
    )
    if row["judged"] < report.data.run.minimum_sample:
        return RateWords(msg.text("dashboard.few"), counts, None)
    name = "rate_shrunk" if shrunk else "rate"
    value, lower, upper = row[name], row[f"{name}_lower"], row[f"{name}_upper"]
    text = f"{fmt.percent(value, 0)} ({fmt.percent_range(lower, upper, 0)})"
    return RateWords(text, counts, (value, lower, upper))
