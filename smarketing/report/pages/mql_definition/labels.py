"""Ids of the qualification marts in the reader's words: quadrants, activities, decisions."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl
import polars.selectors as selectors

from smarketing.report.frame.context import Report
from smarketing.report.frame.safety import as_words, clean_label

TOUCH_TYPES = (
    *("visit", "page_view", "form", "download", "webinar_registration", "webinar_attendance"),
    *("demo_request", "pricing_view", "email_open", "email_click", "ad_click", "chat", "event"),
    "social",
)
QUADRANT = re.compile(r"(high|low|unknown)_fit_(high|low)_interest")


def activity_name(report: Report, activity: str) -> str:
    """Return an activity in the reader's words: “Download: guide” for `download:guide`."""
    kind, _, asset = activity.partition(":")
    words = report.msg.text(f"mql_activity.{kind}") if kind in TOUCH_TYPES else kind
    return clean_label(f"{words}: {asset}" if asset else words)


def quadrant_name(report: Report, quadrant: str) -> str:
    """Return a quadrant by its two bands; one of another name as it is."""
    match = QUADRANT.fullmatch(quadrant)
    return report.msg.text(f"mql_band.{match[1]}_{match[2]}") if match else clean_label(quadrant)


def definition_name(report: Report, definition: str) -> str:
    """Return the label of a definition in the settings; its id as words where there is none."""
    rows = report.read("settings.mql_definitions").filter(pl.col("definition_id") == definition)
    label = rows[f"label_{report.fmt.language}"][0] if rows.height else None
    return clean_label(label) if label else as_words(definition)


def _message(section: str) -> Callable[[Report, str], str]:
    def named(report: Report, name: str) -> str:
        key = f"{section}.{name}"
        return report.msg.text(key) if report.msg.has(key) else clean_label(name)

    return named


def _owner(report: Report, name: str) -> str:
    return report.msg.text("mql.no_owner") if name == "(none)" else clean_label(name)


NAMES: dict[str, Callable[[Report, str], str]] = {
    "quadrant": quadrant_name,
    "activity": activity_name,
    "definition_id": definition_name,
    "recommendation": _message("mql_recommendation"),
    "reject_reason": _message("mql_reason"),
    "lead_type": Report.lead_type,
    "owner": _owner,
}


def renamed(report: Report, frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Return columns and their ids in the reader's words: the data behind a figure."""
    plain = frame.with_columns(selectors.decimal().cast(pl.Float64))
    columns = []
    for name in names:
        column = pl.col(name)
        if name in NAMES:
            found = plain[name].unique().drop_nulls()
            known = {value: NAMES[name](report, value) for value in found}
            column = column.replace_strict(known, return_dtype=pl.String)
        columns.append(column.alias(report.msg.text(f"mql_column.{name}")))
    return plain.select(columns)
