"""Why leads and opportunities were lost, as every page counts it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from smarketing.report.frame.context import Report

UNNAMED_REASONS = ("", "(none)", "Unknown")


def loss_shares(report: Report, unnamed: Collection[str] = UNNAMED_REASONS) -> pl.DataFrame:
    """Return the losses of twelve months by reason, the commonest first, the unnamed ones last.

    Columns: reason, leads, opportunities, amount, cases, share (of all cases), is_unnamed.
    """
    sums = (
        report.data.losses.with_columns(cases=pl.sum_horizontal("leads", "opportunities"))
        .group_by("reason")
        .agg(pl.col("leads", "opportunities", "amount", "cases").sum())
    )
    total = sums["cases"].sum() or 1
    is_unnamed = pl.col("reason").fill_null("").is_in(unnamed)
    return sums.with_columns(share=pl.col("cases") / total, is_unnamed=is_unnamed).sort(
        "is_unnamed", "cases", "reason", descending=[False, True, False]
    )
