"""Writes one reading into raw: counts first, then rows, rejects and rejected values.

Counting decides what the insert has to look at: a file without faults is inserted in one pass.
"""

from __future__ import annotations

import datetime

import duckdb

from smarketing.contract import Column
from smarketing.errors import DataRefused
from smarketing.loading.copy_cells import Sniffed
from smarketing.loading.files import exported_at
from smarketing.loading.header_sources import column_name
from smarketing.loading.ledger import raw_columns
from smarketing.loading.reading import IS_TIME, Faults, Reading
from smarketing.loading.reasons import expected, reasons_to_reject, with_remedy
from smarketing.loading.rows_used import rows_not_used
from smarketing.loading.specs import Lookup, Spec
from smarketing.loading.typing_sql import identifier, literal, may_be_shortened
from smarketing.loading.unconfirmed import used_by_entry, used_by_lookup


def count_faults(reading: Reading, connection: duckdb.DuckDBPyConnection) -> Faults:
    """Count empty rows, reasons to reject and unreadable cells in one scan.

    Raises DataRefused if a row is a total over more than one calendar month.
    """
    entity = reading.plan.entity
    empty = _is_empty(reading)
    reasons = reasons_to_reject(reading)
    checked = [
        column
        for column in entity.columns.values()
        if reading.sources(column.name) and _may_fail(reading, column.name)
    ]
    parts = [f"count(*) filter (where not {empty})", f"count(*) filter (where {empty})"]
    parts += [f"count(*) filter (where {condition})" for condition, _ in reasons.values()]
    parts += [f"count(*) filter (where {reading.is_unreadable(c)})" for c in checked]
    updated = entity.updated_at if entity.updated_at in reading.plan.sources else None
    parts.append(f"max({identifier(updated)})" if updated else "null::timestamp")
    if entity.range_end:
        end = identifier(entity.range_end)
        parts.append(
            f"min_by(struct_pack(n := file_row, a := date, b := {end}), file_row) "
            # Meta's total row spans the whole report; total rows are rejected, not refused.
            f"filter (where date_trunc('month', date) <> date_trunc('month', {end}) "
            f"and not coalesce({reasons['total'][0]}, false))"
        )
    row = connection.execute(f"select {', '.join(parts)} from ({reading.typed()})").fetchone()
    if entity.range_end and row[-1]:
        _refuse_long_range(reading, row[-1])
    first_cell = 2 + len(reasons)
    for position, column in enumerate(checked):
        if may_be_shortened(column) and not row[first_cell + position]:
            reading.spotless |= {name for name, _ in reading.sources(column.name)}
    return Faults(
        rows_read=row[0],
        empty_rows=row[1],
        reasons=dict(zip(reasons, row[2:first_cell], strict=True)),
        cells={c.name: row[first_cell + i] for i, c in enumerate(checked)},
        newest_update=row[first_cell + len(checked)],
    )


def _may_fail(reading: Reading, name: str) -> bool:
    if reading.staged.has_broken_bytes:
        return True
    column = reading.plan.entity.columns[name]
    if column.data_type in IS_TIME:
        return not all(reading.profiles[text].is_plain for text, _ in reading.sources(name))
    if column.values:
        return not all(text in reading.spotless for text, _ in reading.sources(name))
    return column.data_type != "varchar" or may_be_shortened(column)


def _refuse_long_range(reading: Reading, row: dict) -> None:
    how = reading.plan.spec.how_to_export
    raise DataRefused(
        f"{reading.staged.sniffed.file.name}, row {row['n']}: the row is a total from {row['a']} "
        f"to {row['b']}, which spans more than one calendar month; export it by day."
        + (f" {how}" if how else "")
    )


def _is_empty(reading: Reading) -> str:
    return f"(coalesce({', '.join(reading.staged.cells())}) is null)"


def _rejection(reading: Reading, faults: Faults) -> tuple[str | None, str]:
    """Return (condition that a row is rejected, SQL of its reason); None if no row is."""
    reasons = reasons_to_reject(reading)
    found = {name: reasons[name] for name, count in faults.reasons.items() if count}
    if not found:
        return None, "null"
    condition = " or ".join(f"coalesce({condition}, false)" for condition, _ in found.values())
    branches = " ".join(f"when {condition} then {reason}" for condition, reason in found.values())
    return f"({condition})", f"case {branches} end"


def insert(reading: Reading, connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Insert a reading into its raw table, `_rejects`, `_rejected_values` and `_files`.

    Returns (rows loaded, rows rejected, rows not used).
    """
    sniffed, entity, faults = reading.staged.sniffed, reading.plan.entity, reading.faults
    file = sniffed.file.name
    day = exported_at(sniffed.file.base_name)
    exported = datetime.datetime.combine(day, datetime.time()) if day else faults.newest_update
    exported_sql = f"timestamp '{exported}'" if exported else "null::timestamp"
    rejected, reason = _rejection(reading, faults)
    present = f"not {_is_empty(reading)}" if faults.empty_rows else None
    accepted = " and ".join(c for c in (present, f"not {rejected}" if rejected else None) if c)
    where = f" where {accepted}" if accepted else ""
    lineage = {
        "_source_system": literal(reading.plan.spec.system),
        "_file": literal(file),
        "_row": "file_row",
        "_exported_at": exported_sql,
        "extra": reading.extra(),
    }
    select = []
    for name in raw_columns(entity):
        base = name.removesuffix("_is_date_only")
        if name in lineage:
            expression = lineage[name]
        elif name not in entity.columns:
            expression = reading.is_date_only(entity.columns[base])
        elif name == entity.range_end:
            # A range of one day is that day.
            expression = f"nullif({identifier(name)}, date)"
        else:
            expression = identifier(name)
        select.append(f"{expression} as {identifier(name)}")
    typed = reading.typed()
    loaded = connection.execute(
        f"insert into raw.{identifier(entity.name)} "
        f"select {', '.join(select)} from ({typed}){where}"
    ).fetchone()[0]
    rejects = 0
    if rejected:
        only = f"{rejected} and {present}" if present else rejected
        rejects = connection.execute(
            f"insert into raw._rejects select {literal(file)}, {literal(entity.name)}, file_row, "
            f"{reason}, {_raw_text(reading)} from ({typed}) where {only}"
        ).fetchone()[0]
    for name, count in faults.cells.items():
        if count:
            column = entity.columns[name]
            raw = reading.raw_text(name)
            fault = reading.is_unreadable(column)
            condition = f"{fault} and {accepted}" if accepted else fault
            connection.execute(
                f"insert into raw._rejected_values select {literal(file)}, {literal(entity.name)}, "
                f"file_row, {literal(name)}, {reading.shown(raw)}, {_why(reading, column, raw)} "
                f"from ({typed}) where {condition}"
            )
    not_used, why = rows_not_used(reading.plan, reading.staged, connection)
    layout = sniffed.layout
    is_dated_above = reading.plan.spec.is_range_in_preamble
    covered = (layout.covered_days if is_dated_above else None) or (None, None)
    unmapped = [layout.headers[p] or f"column {p + 1}" for p in reading.unmapped]
    connection.execute(
        f"insert into raw._files "
        f"values (?, ?, ?, ?, ?, ?, {exported_sql}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            file, entity.name, sniffed.sha256, reading.plan.spec.system,
            layout.encoding if sniffed.kind == "text" else sniffed.kind, layout.delimiter,
            reading.plan.entry.locale.currency, *covered,
            loaded + rejects, loaded, rejects, not_used, why, unmapped,
            used_by_entry(reading.plan, layout), layout.unread_sheets,
        ],
    )  # fmt: skip
    if loaded + rejects != faults.rows_read:
        raise AssertionError(
            f"{file}: {faults.rows_read} rows read, {loaded} loaded, {rejects} rejected"
        )
    return loaded, rejects, not_used


def _why(reading: Reading, column: Column, raw: str) -> str:
    """Return the SQL of the reason why a cell can't be read."""
    decides = column.name == "outcome" and reading.plan.entry.connected_from_seconds is not None
    what = expected(column) + (" (the duration decides instead)" if decides else "")
    reason = literal(with_remedy("expected " + what, reading))
    if not reading.staged.has_broken_bytes:
        return reason
    broken = literal("expected UTF-8 text (a byte is broken; export it again)")
    return f"case when {reading.is_broken(raw)} then {broken} else {reason} end"


def insert_unread(
    sniffed: Sniffed, spec: Spec, lookup: Lookup | None, connection: duckdb.DuckDBPyConnection
) -> None:
    """List a file whose rows go into no table in `_files`, with entity null."""
    layout = sniffed.layout
    connection.execute(
        "insert into raw._files "
        "values (?, null, ?, ?, ?, ?, null, ?, null, null, 0, 0, 0, 0, null, [], ?, ?)",
        [
            sniffed.file.name, sniffed.sha256, spec.system,
            layout.encoding if sniffed.kind == "text" else sniffed.kind, layout.delimiter,
            spec.locale.currency, used_by_lookup(lookup, spec, layout),
            layout.unread_sheets,
        ],
    )  # fmt: skip


def _raw_text(reading: Reading) -> str:
    delimiter = reading.staged.sniffed.layout.delimiter or ";"
    cells = [f"coalesce({column_name(p)}, '')" for p in range(reading.staged.width)]
    text = f"concat_ws({literal(delimiter)}, {', '.join(cells)})"
    if reading.staged.has_faults:
        # A row that can't be split stands there as one text.
        both = f"concat_ws({literal(delimiter)}, {text}, beyond)"
        text = f"(case when fault is not null then beyond else {both} end)"
    return reading.shown(text)
