"""`<seed>.add.csv`: rows that are added to the shipped ones instead of replacing them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from smarketing.settings.schema import Seed
from smarketing.settings.table_checks import CleanTable, Problems, check_whole_table, clean_table
from smarketing.settings.tables import Table
from smarketing.text.words import listed

ENDING = ".add"


def seed_name(path: Path) -> tuple[str, bool]:
    """Return the seed that a CSV is named after, and whether its rows are added."""
    stem = path.stem.lower()
    return stem.removesuffix(ENDING), stem.endswith(ENDING)


def added_rows(table: Table, seed: Seed, base: CleanTable, problems: Problems) -> CleanTable:
    """Return a table with rows added; a row with the key of one that is there takes its place.

    Columns that the added rows leave out get their defaults.
    """
    missing = [column.name for column in seed.columns if column.name not in table.header]
    padded = replace(table, header=[*table.header, *missing])
    added = clean_table(padded, seed, is_given=True, problems=problems, is_whole=False)
    keys = {_key(row, seed) for row in added.rows} - {()}
    kept = [at for at, row in enumerate(base.rows) if _key(row, seed) not in keys]
    result = CleanTable(
        seed,
        base.origin,
        base.is_given,
        [*(base.rows[at] for at in kept), *added.rows],
        [*(base.row_numbers[at] for at in kept), *added.row_numbers],
        added_from=len(kept),
        added_origin=added.origin,
        replaced_rows=len(base.rows) - len(kept),
    )
    check_whole_table(result, problems)
    return result


def take_shipped(table: CleanTable, header: Sequence[str], shipped: CleanTable) -> None:
    """Fill columns that a file from before they existed lacks as the shipped rows have them."""
    newer = [
        column.name
        for column in table.seed.columns
        if column.meta.get("may_be_missing") == "shipped" and column.name not in header
    ]
    of_key = {_key(row, table.seed): row for row in shipped.rows}
    for row in table.rows:
        same = of_key.get(_key(row, table.seed), {})
        row |= {name: same[name] for name in newer if name in same}


def notes_of(tables: dict[str, CleanTable], shipped: dict[str, CleanTable]) -> list[str]:
    """Return what was added, and which shipped tables of many rows a few rows stand for now."""
    notes = []
    for name, table in tables.items():
        if table.added_from is not None:
            before = table.added_from + table.replaced_rows
            note = (
                f"{table.added_origin}: {len(table.rows) - table.added_from} rows added to {before}"
            )
            if table.replaced_rows:
                note += f", {table.replaced_rows} of them in place of shipped ones with the same "
                note += listed(table.seed.key)
            notes.append(f"{note}.")
        elif table.is_given and len(table.rows) < len(shipped[name].rows) / 2:
            notes.append(
                f"{table.origin}: its {len(table.rows)} rows replace all {len(shipped[name].rows)} "
                f"shipped rows of {name}; to keep those and add yours, name the file "
                f"{name}{ENDING}.csv."
            )
    return notes


def _key(row: dict[str, str], seed: Seed) -> tuple[str, ...]:
    key = tuple(row[name].casefold() for name in seed.key)
    return key if any(key) else ()
