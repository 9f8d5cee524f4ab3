"""Why a figure has nothing to show: words that no setting knows come before a missing export."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.safety import clean_label

UNKNOWN_SHARE = 0.2
WORDS_NAMED = 3


def unknown_words(report: Report, settings_file: str) -> str:
    """Return the sentence about words that a settings file lacks, if many rows have them."""
    unmapped = report.data.quality.unmapped.filter(pl.col("settings_file") == settings_file)
    if not unmapped.height:
        return ""
    loaded = report.data.quality.loaded_by_entity()
    is_deal = pl.col("kind").str.starts_with("opportunity")
    many = [
        part
        for part, entity in (
            (unmapped.filter(is_deal), "opportunities"),
            (unmapped.filter(~is_deal), "leads"),
        )
        if part.height and part["rows"].sum() >= UNKNOWN_SHARE * loaded.get(entity, 0)
    ]
    if not many:
        return ""
    words = pl.concat(many).sort("rows", "value", descending=[True, False])
    named = ", ".join(f"«{clean_label(word)}»" for word in words["value"].head(WORDS_NAMED))
    rows = words["rows"].sum()
    return report.msg.text(
        "coverage.unknown_words",
        count=rows,
        number=report.fmt.number(rows),
        words=named,
        file=settings_file,
    )
