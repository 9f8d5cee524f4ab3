"""Reading the build file: exact counts by DuckDB, bounded frames for the expectations.

Everything is read in one go, before any expectation runs. Columns with personal data are only
counted, never read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from smarketing.contract import Entity, load_contract
from smarketing.validation.export_checks import facts_of_entity, facts_of_files
from smarketing.validation.row_checks import (
    LATEST_COLUMN,
    LATEST_SQL,
    Fact,
    RowCheck,
    Thresholds,
    row_checks,
)

if TYPE_CHECKING:
    import pandas

ROWS_TO_EXPECTATIONS = 20_000  # rows of one entity that go to pandas
VIOLATIONS_TO_EXPECTATIONS = 5_000  # of them, rows that a check already found bad
ROWS_COMPARED = 2_000_000  # beyond, keys and links are compared on a sample of this size
SAMPLE_ROWS = 25  # read per file and check; the result shows the first few different ones


@dataclass
class EntityReading:
    """One entity as read.

    frame: rows for the expectations. files: file → rows. days: file → days from its first to its
    last event.
    failing: check_id → file → rows; sample_rows: check_id → file → row numbers.
    estimated: check_ids whose counts come from a sample. filled: file → column → filled cells.
    """

    entity: Entity
    checks: list[RowCheck]
    files: dict[str, int]
    days: dict[str, int]
    filled: dict[str, dict[str, int]]
    failing: dict[str, dict[str, int]] = field(default_factory=dict)
    sample_rows: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    estimated: set[str] = field(default_factory=set)
    frame: pandas.DataFrame | None = None

    @property
    def rows(self) -> int:
        """Rows of the entity in raw."""
        return sum(self.files.values())


@dataclass
class Reading:
    """All that validation needs from a build file."""

    entities: list[EntityReading]
    facts: list[Fact]


def read(build_file: Path, thresholds: Thresholds) -> Reading:
    """Read what validation needs and close the file; raises duckdb.Error for an unreadable one."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        readings = []
        for entity in load_contract().values():
            reading = _read_entity(connection, entity)
            if reading.rows:
                readings.append(reading)
        facts = facts_of_files(connection, thresholds)
        for reading in readings:
            facts += facts_of_entity(
                connection,
                reading.entity,
                filled=reading.filled,
                rows=reading.files,
                days=reading.days,
                rows_compared=ROWS_COMPARED,
            )
    return Reading(readings, facts)


def _read_entity(connection: duckdb.DuckDBPyConnection, entity: Entity) -> EntityReading:
    checks = row_checks(entity)
    simple = [check for check in checks if check.violation]
    columns = list(entity.columns)
    counted = ", ".join(
        [_days_sql(entity)]
        + [f'count("{name}")' for name in columns]
        + [f"count(*) filter (where {check.violation})" for check in simple]
    )
    table = f'raw."{entity.name}"'
    rows = connection.execute(
        f"select _file, count(*), {counted} from {table} group by _file order by _file"
    ).fetchall()
    reading = EntityReading(
        entity,
        checks,
        files={row[0]: row[1] for row in rows},
        days={row[0]: row[2] for row in rows},
        filled={row[0]: dict(zip(columns, row[3:], strict=False)) for row in rows},
    )
    reading.checks = [check for check in checks if _has_cells(check, reading)]
    for at, check in enumerate(simple, start=3 + len(columns)):
        failing = {row[0]: row[at] for row in rows if row[at]}
        if failing:
            reading.failing[check.check_id] = failing
            reading.sample_rows[check.check_id] = dict(
                connection.execute(
                    f"select _file, min(_row, {SAMPLE_ROWS}) from {table} "
                    f"where {check.violation} group by _file"
                ).fetchall()
            )
    for check in reading.checks:
        if check.kind == "unique":
            _count_duplicates(connection, table, check, reading)
    if reading.rows:
        reading.frame = _frame(connection, table, reading)
    return reading


def _days_sql(entity: Entity) -> str:
    if not entity.event_time:
        return "1"
    day = f'cast("{entity.event_time}" as date)'
    return f"coalesce(max({day}) - min({day}) + 1, 1)"


def _has_cells(check: RowCheck, reading: EntityReading) -> bool:
    """Say whether there is anything to check: a column that no file has is left out."""
    if check.kind in ("required", "unique"):
        return True
    return any(counts[check.column] for counts in reading.filled.values())


def _count_duplicates(
    connection: duckdb.DuckDBPyConnection, table: str, check: RowCheck, reading: EntityReading
) -> None:
    """Count rows whose key occurs again in their file, on a sample of keys where rows are many."""
    every = max(1, reading.rows // ROWS_COMPARED)
    if every > 1:
        reading.estimated.add(check.check_id)
    connection.execute(
        f'create temp table "{check.check_id}" as {_duplicates_sql(table, check, every)}'
    )
    found = connection.execute(
        f"select _file, count(*), min(_row, {SAMPLE_ROWS}) "
        f'from "{check.check_id}" group by _file order by _file'
    ).fetchall()
    if found:
        reading.failing[check.check_id] = {file: rows * every for file, rows, _ in found}
        reading.sample_rows[check.check_id] = {file: sample for file, _, sample in found}


def _duplicates_sql(table: str, check: RowCheck, every: int) -> str:
    key = ", ".join(f'"{name}"' for name in check.columns)
    conditions = [f"hash({key}) % {every} = 0"] if every > 1 else []
    if check.arguments["ignore_row_if"] == "any_value_is_missing":
        conditions += [f'"{name}" is not null' for name in check.columns]
    where = " and ".join(conditions or ["true"])
    # hardly any key repeats, and which do is found by numbers
    number = f"hash(_file, {key})"
    repeated = f"select {number} from {table} where {where} group by 1 having count(*) > 1"
    return (
        f"select _file, _row from {table} where {where} and {number} in ({repeated}) "
        f"qualify count(*) over (partition by _file, {key}) > 1"
    )


def _frame(
    connection: duckdb.DuckDBPyConnection, table: str, reading: EntityReading
) -> pandas.DataFrame:
    """Return the rows for the expectations: all, or every known bad row and a hash sample."""
    columns = sorted({name for check in reading.checks for name in check.columns})
    selected = [
        f'"{name}"::timestamp as "{name}"'
        if reading.entity.columns[name].data_type in ("date", "timestamp")
        else f'"{name}"'
        for name in columns
    ]
    names = ", ".join(["_file", "_row", *selected, f"{LATEST_SQL} as {LATEST_COLUMN}"])
    if reading.rows <= ROWS_TO_EXPECTATIONS:
        return connection.execute(f"select {names} from {table}").df()
    every_row = reading.rows // (ROWS_TO_EXPECTATIONS - 2 * VIOLATIONS_TO_EXPECTATIONS) + 1
    chosen = [f"hash(_file, _row) % {every_row} = 0"]
    for check in reading.checks:
        failing = sum(reading.failing.get(check.check_id, {}).values())
        if not failing:
            continue
        bad = f"({check.violation})"
        if check.kind == "unique":
            bad = f'(_file, _row) in (from "{check.check_id}")'
        # of a check that most rows fail some are enough; of one that few fail, all of them
        every_bad = failing * len(reading.failing) // VIOLATIONS_TO_EXPECTATIONS + 1
        chosen.append(f"({bad} and hash(_row, _file) % {every_bad} = 0)")
    return connection.execute(f"select {names} from {table} where {' or '.join(chosen)}").df()
