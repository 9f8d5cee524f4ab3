"""What the two teams may dispute, as frames: acceptance of MQLs over time, by owner and reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.intervals import Interval, rate_difference, wilson
from smarketing.report.frame.stamp import add_months

# A month of which more is undecided tells little of the leads: refusals come first.
UNDECIDED_SHARE = 0.2
MONTHS, RECENT = 13, 3
NOBODY = "(none)"
# a state that stands where sales wrote no reason
NURTURE = "nurture"
REASONLESS = ("(none)", "Unknown", "", NURTURE)


@dataclass(frozen=True)
class Drift:
    """Acceptance of the three newest judged months against the three before."""

    rate: float
    before: float
    interval: Interval

    @property
    def direction(self) -> int:
        """+1 where acceptance clearly rose, −1 where it clearly fell, else 0."""
        if self.interval.contains(0):
            return 0
        return 1 if self.rate > self.before else -1


@dataclass(frozen=True)
class Evidence:
    """rows: rpt_mql_acceptance of thirteen months; minimum: cases a rate needs."""

    rows: pl.DataFrame
    minimum: int

    @cached_property
    def months(self) -> pl.DataFrame:
        """month, mqls, accepted, rejected, undecided, decided, is_judged."""
        return (
            self.rows.group_by("month")
            .agg(pl.col("mqls", "accepted", "rejected", "undecided").sum())
            .with_columns(decided=pl.col("accepted") + pl.col("rejected"))
            .with_columns(
                is_judged=(pl.col("undecided") <= UNDECIDED_SHARE * pl.col("mqls"))
                & (pl.col("decided") >= self.minimum)
            )
            .sort("month")
        )

    @property
    def drift(self) -> Drift | None:
        """How acceptance moved; None without six judged months."""
        judged = self.months.filter("is_judged").tail(2 * RECENT)
        if judged.height < 2 * RECENT:
            return None
        old, new = (
            part.select("accepted", "decided").sum().row(0)
            for part in (judged[:RECENT], judged[RECENT:])
        )
        interval = rate_difference(*new, *old)
        return None if interval is None else Drift(new[0] / new[1], old[0] / old[1], interval)

    @property
    def recent(self) -> pl.DataFrame:
        """The rows of the last three months."""
        months = self.months["month"].tail(RECENT)
        return self.rows.filter(pl.col("month").is_in(months.implode()))

    @cached_property
    def owners(self) -> pl.DataFrame:
        """owner, mqls, accepted, rejected, undecided of the last three months, by name."""
        sums = self.recent.group_by("owner").agg(
            pl.col("mqls", "accepted", "rejected", "undecided").sum()
        )
        is_nobody = pl.col("owner").fill_null(NOBODY) == NOBODY
        return sums.with_columns(is_nobody=is_nobody).sort("is_nobody", "owner").drop("is_nobody")

    def standing(self, row: dict) -> int:
        """Return −1 where an owner accepts less than the others beyond chance, +1 more, else 0."""
        others = (
            self.owners.filter(pl.col("owner") != row["owner"]).select("accepted", "rejected").sum()
        )
        accepted, rejected = (int(value or 0) for value in others.row(0))
        mine = row["accepted"] + row["rejected"]
        if min(mine, accepted + rejected) < self.minimum or row["owner"] in (None, NOBODY):
            return 0
        interval = rate_difference(row["accepted"], mine, accepted, accepted + rejected)
        if interval is None or interval.contains(0):
            return 0
        return -1 if interval.upper < 0 else 1

    @cached_property
    def reasons(self) -> pl.DataFrame:
        """reason, rejected, share of the rejections of the last three months; unnamed ones last."""
        sums = (
            self.recent.with_columns(pl.col("reason").fill_null("(none)"))
            .group_by("reason")
            .agg(pl.col("rejected").sum())
            .filter(pl.col("rejected") > 0)
        )
        is_unnamed = pl.col("reason").is_in(REASONLESS)
        return sums.with_columns(
            share=pl.col("rejected") / pl.col("rejected").sum(), is_unnamed=is_unnamed
        ).sort("is_unnamed", "rejected", "reason", descending=[False, True, False])

    def main_reason(self, owner: str | None) -> str | None:
        """Return the commonest reason of an owner's rejections that is named; None without one."""
        rows = self.recent.filter(
            (pl.col("owner") == owner)
            & (pl.col("rejected") > 0)
            & ~pl.col("reason").fill_null("").is_in(REASONLESS)
        )
        sums = rows.group_by("reason").agg(pl.col("rejected").sum())
        ordered = sums.sort("rejected", "reason", descending=[True, False])
        return ordered["reason"][0] if ordered.height else None


def acceptance_interval(row: dict) -> Interval | None:
    """Return the interval of a row's acceptance."""
    return wilson(row["accepted"], row["accepted"] + row["rejected"])


def load_evidence(report: Report) -> Evidence:
    """Read the acceptance of the report's month and the twelve before."""
    month = report.data.month
    rows = report.read(
        "qualification.rpt_mql_acceptance",
        where="month between $first and $month",
        parameters={"first": add_months(month, 1 - MONTHS), "month": month},
    )
    return Evidence(rows, report.data.run.minimum_sample)
