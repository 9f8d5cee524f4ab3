"""What a report says about its own data: files, rejections, checks, unmapped values."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.warehouse import Warehouse

PASSED = "passed"
COUNT_COLUMNS = ("rows_read", "rows_loaded", "rows_rejected", "rows_superseded")


@dataclass(frozen=True)
class QualityData:
    """Frames of the data box.

    files: system, file, entity, exported_at and the row counts, one row per file and entity.
    reject_reasons: entity, reason, rows. rejected_values: entity, column_name, cells.
    unmapped: source_system, kind, value, rows, settings_file. completeness: field, filled_share.
    checks: severity (error, warning), check_id, file, message_es, message_en, files; a check that
        was not passed, as the worst of its files says it, and how many files that concerns.
    later_states: people whose status is known only from a file exported after as_of.
    """

    files: pl.DataFrame
    reject_reasons: pl.DataFrame
    rejected_values: pl.DataFrame
    unmapped: pl.DataFrame
    completeness: pl.DataFrame
    checks: pl.DataFrame
    later_states: int = 0

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


def load_quality_data(warehouse: Warehouse) -> QualityData:
    """Read the frames of the data box; the ones whose tables are absent come empty."""
    return QualityData(
        files=_files(warehouse),
        reject_reasons=_reject_reasons(warehouse),
        rejected_values=_rejected_values(warehouse),
        unmapped=_unmapped(warehouse),
        completeness=_completeness(warehouse),
        checks=_checks(warehouse),
        later_states=_later_states(warehouse),
    )


def _files(warehouse: Warehouse) -> pl.DataFrame:
    names = {"source_system": "varchar", "file": "varchar", "entity": "varchar"}
    counts = dict.fromkeys(COUNT_COLUMNS, "bigint")
    frame = warehouse.read(
        "quality.rpt_load_reconciliation", names | {"exported_at": "timestamp"} | counts
    )
    return frame.rename({"source_system": "system"}).sort("system", "file", "entity")


def _reject_reasons(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read("raw._rejects", {"entity": "varchar", "reason": "varchar"})
    # What follows the colon is the cell as given: it may be personal, and splits the count.
    return (
        frame.with_columns(pl.col("reason").str.split(": ").list.first())
        .group_by("entity", "reason")
        .agg(pl.len().alias("rows"))
        .sort("rows", "entity", "reason", descending=[True, False, False])
    )


def _rejected_values(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read(
        "quality.rpt_rejected_values",
        {"entity": "varchar", "column_name": "varchar", "rejected_values": "bigint"},
    )
    sums = frame.group_by("entity", "column_name").agg(
        pl.col("rejected_values").sum().alias("cells")
    )
    return sums.sort("cells", "entity", "column_name", descending=[True, False, False])


def _unmapped(warehouse: Warehouse) -> pl.DataFrame:
    frame = warehouse.read(
        "quality.rpt_unmapped_values",
        {
            "source_system": "varchar",
            "kind": "varchar",
            "value": "varchar",
            "row_count": "bigint",
            "settings_file": "varchar",
        },
    )
    return frame.rename({"row_count": "rows"}).sort("rows", "value", descending=[True, False])


def _completeness(warehouse: Warehouse) -> pl.DataFrame:
    return warehouse.read(
        "quality.rpt_field_completeness",
        {"field": "varchar", "owner": "varchar", "filled_share": "double"},
        "owner = 'all'",
    ).sort("filled_share", "field")


def _later_states(warehouse: Warehouse) -> int:
    columns = {"is_state_later_than_as_of": "boolean"}
    return warehouse.read("core.dim_leads", columns, "is_state_later_than_as_of").height


def _checks(warehouse: Warehouse) -> pl.DataFrame:
    texts = ("check_id", "severity", "status", "file", "message_es", "message_en")
    columns = dict.fromkeys(texts, "varchar") | {"failing": "bigint"}
    frame = warehouse.read("raw._validation", columns)
    return (
        frame.filter(pl.col("status").fill_null("") != PASSED)
        .sort("severity", "check_id", "failing", "file", descending=[False, False, True, False])
        .group_by("severity", "check_id", maintain_order=True)
        .agg(pl.col("file", "message_es", "message_en").first(), pl.len().alias("files"))
    )
