"""Why leads and opportunities were lost, as every page counts it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from smarketing.report.frame.context import Report

UNNAMED_REASONS = ("", "(none)", "Unknown")
REASONS_SHOWN = 11
REST = "(rest)"


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


def shown_losses(report: Report, shares: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of a table: the commonest reasons, one line of all others, the unnamed.

    A column `label` is added. So the lines add up to all that was lost.
    """
    named, unnamed = (shares.filter(pl.col("is_unnamed") == is_it) for is_it in (False, True))
    # one line of the rest instead of a line of one reason
    count = REASONS_SHOWN if named.height > REASONS_SHOWN + 1 else named.height
    rest = named[count:]
    sums = rest.select(
        pl.lit(REST).alias("reason"), pl.col("leads", "opportunities", "amount", "cases", "share")
    )
    sums = sums.group_by("reason").agg(pl.all().sum()).with_columns(is_unnamed=pl.lit(False))
    lines = pl.concat([named[:count], sums.select(named.columns), unnamed])
    others = report.msg.text("losses.rest", count=rest.height)
    labels = [others if one == REST else report.reason(one) for one in lines["reason"]]
    return lines.with_columns(label=pl.Series(labels, dtype=pl.String))
