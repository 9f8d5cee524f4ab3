"""What the lists of a day are made of, read once from the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.stamp import Run, load_run
from smarketing.report.frame.warehouse import Warehouse
from smarketing.report.pages.worklist.local_hours import Hours, opening_hours
from smarketing.report.pages.worklist.phrases import Labels, Words, read_labels


@dataclass(frozen=True)
class Day:
    """The lists of a day.

    lists: owner → rows by rank. transfers: leads of nobody and of who left. reps: rows of
    contact.rpt_rep_day. conflicts: of contact.rpt_followup_conflicts.
    """

    run: Run
    labels: Labels
    hours: Hours
    lists: dict[str, pl.DataFrame]
    transfers: pl.DataFrame
    reps: pl.DataFrame
    conflicts: pl.DataFrame

    def words(self, locale: str) -> Words:
        """Return what says the cells of the lists in a locale."""
        return Words(self.run, Formatter(locale, self.run.number_locale), self.labels, self.hours)


def read_day(warehouse: Path) -> Day:
    """Return the lists of the warehouse's day; raises SmarketingError without a warehouse."""
    with Warehouse(warehouse) as source:
        rows = source.read("contact.rpt_worklist").sort("owner", "rank")
        is_transfer = (pl.col("bulk_action") == "transfer").fill_null(value=False)
        lists = rows.filter(~is_transfer).group_by("owner", maintain_order=True)
        return Day(
            run=load_run(source, None),
            labels=read_labels(source),
            hours=opening_hours(source.read("settings.business_hours")),
            lists={str(owner): mine for (owner,), mine in lists},
            transfers=_numbered(rows.filter(is_transfer)),
            reps=source.read("contact.rpt_rep_day").sort("owner"),
            conflicts=source.read("contact.rpt_followup_conflicts").sort("lead_type"),
        )


def _numbered(transfers: pl.DataFrame) -> pl.DataFrame:
    """Return the leads of everybody who left as one list, the most valuable first."""
    return transfers.sort("value_of_action", descending=True, nulls_last=True).with_columns(
        pl.int_range(1, pl.len() + 1).alias("rank")
    )
