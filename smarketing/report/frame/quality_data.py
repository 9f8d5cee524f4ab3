"""What a report says about its own data: files, rejections, checks, unmapped values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from smarketing.report.frame.warehouse import Warehouse

PASSED = "passed"
COUNT_COLUMNS = ("rows_read", "rows_loaded", "rows_rejected", "rows_superseded")


@dataclass(frozen=True)
class QualityData:
    """Frames of the data box; the ones whose tables are absent are empty."""

    warehouse: Warehouse

    @cached_property
    def files(self) -> pl.DataFrame:
        """system, file, entity, exported_at and the row counts: one row per file and entity."""
        return _files(self.warehouse)

    @cached_property
    def reject_reasons(self) -> pl.DataFrame:
        """entity, reason, rows."""
        return _reject_reasons(self.warehouse)

    @cached_property
    def rejected_values(self) -> pl.DataFrame:
        """entity, column_name, cells."""
        return _rejected_values(self.warehouse)

    @cached_property
    def unmapped(self) -> pl.DataFrame:
        """source_system, kind, value, rows, settings_file."""
        return _unmapped(self.warehouse)

    @cached_property
    def completeness(self) -> pl.DataFrame:
        """field, filled_share."""
        return _completeness(self.warehouse)

    @cached_property
    def checks(self) -> pl.DataFrame:
        """Checks not passed, as the worst of their files says it.

        severity (error, warning), check_id, file, message_es, message_en, files (how many).
        """
        return _checks(self.warehouse)

    @cached_property
    def contradictions(self) -> pl.DataFrame:
        """file, kept_file, days, share: two reports of the same days and how far apart they are."""
        return _contradictions(self.warehouse)

    def score(self, month: date) -> dict | None:
        """Return the month's row of rpt_quality_score over all systems, None without one."""
        return _score(self.warehouse, month)

    @cached_property
    def later_states(self) -> int:
        """People whose status is known only from a file exported after as_of."""
        return _later_states(self.warehouse)

    def total(self, column: str) -> int:
        """Return the sum of a row count over all files."""
        return int(self.files[column].sum() or 0)

    @property
    def has_attempts(self) -> bool:
        """Whether contact attempts were loaded; without them nobody's silence is known."""
        return bool(self.loaded_by_entity().get("contact_attempts"))

    def loaded_by_entity(self) -> dict[str, int]:
        """Return the rows loaded per entity; absent entities are not in it."""
        sums = self.files.group_by("entity").agg(pl.col("rows_loaded").sum())
        return {row["entity"]: int(row["rows_loaded"] or 0) for row in sums.iter_rows(named=True)}


def _files(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("quality.rpt_load_reconciliation")
    return frame.rename({"source_system": "system"}).sort("system", "file", "entity")


def _reject_reasons(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("raw._rejects", "entity", "reason")
    # What follows the colon is the cell as given: it may be personal, and splits the count.
    return (
        frame.with_columns(pl.col("reason").str.split(": ").list.first())
        .group_by("entity", "reason")
        .agg(pl.len().alias("rows"))
        .sort("rows", "entity", "reason", descending=[True, False, False])
    )


def _rejected_values(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("quality.rpt_rejected_values")
    sums = frame.group_by("entity", "column_name").agg(
        pl.col("rejected_values").sum().alias("cells")
    )
    return sums.sort("cells", "entity", "column_name", descending=[True, False, False])


def _unmapped(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("quality.rpt_unmapped_values")
    return frame.rename({"row_count": "rows"}).sort("rows", "value", descending=[True, False])


def _completeness(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("quality.rpt_field_completeness", where="owner = 'all'")
    return frame.sort("filled_share", "field")


def _contradictions(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("quality.rpt_superseded_reports", where="is_contradiction")
    return (
        frame.group_by("file", "kept_file")
        .agg(pl.len().alias("days"), pl.col("difference_share").abs().max().alias("share"))
        .sort("share", "file", "kept_file", descending=[True, False, False])
    )


def _score(warehouse: Warehouse, month: date) -> dict | None:
    frame = warehouse.read(
        "quality.rpt_quality_score",
        where="source_system = 'all' and month = $month",
        parameters={"month": month},
    )
    return frame.row(0, named=True) if frame.height else None


def _later_states(warehouse: Warehouse) -> int:
    flag = "is_state_later_than_as_of"
    if not warehouse.has("core.dim_leads", flag):
        return 0
    return warehouse.read("core.dim_leads", flag, where=flag).height


def _checks(warehouse: Warehouse) -> pl.DataFrame:
    columns = ("check_id", "severity", "status", "file", "message_es", "message_en", "failing")
    frame = warehouse.read("raw._validation", *columns)
    return (
        frame.filter(
            pl.col("status").fill_null("") != PASSED, pl.col("severity").ne_missing("note")
        )
        .sort("severity", "check_id", "failing", "file", descending=[False, False, True, False])
        .group_by("severity", "check_id", maintain_order=True)
        .agg(pl.col("file", "message_es", "message_en").first(), pl.len().alias("files"))
    )
