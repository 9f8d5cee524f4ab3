"""Words of one settings table that must exist in another, across the settings in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from smarketing.settings.schema import Column
from smarketing.settings.table_checks import WILDCARD, CleanTable, Problems, short
from smarketing.text.words import did_you_mean, fold, listed


def check_references(
    tables: Mapping[str, CleanTable], problems: Problems, notes: list[str]
) -> None:
    """Check that words of one table exist in the other it refers to, across the effective settings.

    A shipped row that points to something a given table no longer has is left out, with a note:
    the person replaced what it was about.
    """
    for table in tables.values():
        for column in table.seed.columns:
            if column.reference is not None:
                _check_reference(table, column, tables, problems, notes)


def notes_of_zones(tables: Mapping[str, CleanTable], variables: Mapping[str, Any]) -> list[str]:
    """Return a warning where working hours of calendar `default` are of another time zone."""
    zone = variables["timezone"]
    hours = tables["business_hours"]
    zones = {row["timezone"] for row in hours.rows if row["calendar_id"] == "default"}
    return [
        f"{hours.origin}: calendar default is in {other}, but the setting timezone is {zone}, so "
        "working hours and days are those of two places; give both the same zone."
        for other in sorted(zones - {zone})
    ]


def notes_of_targets(tables: Mapping[str, CleanTable]) -> list[str]:
    """Return a warning for each month whose parts of a target exceed its total (`*`)."""
    targets = tables["marketing_targets"]
    parts, totals = Counter(), {}
    for row in targets.rows if targets.is_given or targets.added_from is not None else []:
        for column in ("leads_target", "mql_target", "mql_value_target"):
            if row[column] and row["lead_type"] == WILDCARD:
                totals[row["month"], column] = Decimal(row[column])
            elif row[column]:
                parts[row["month"], column] += Decimal(row[column])
    return [
        f"{targets.origin}, column {column}: the lead types of {month[:7]} add up to "
        f"{parts[month, column]:g}, over the {total:g} of their total (`{WILDCARD}`); reports "
        "show both, so correct one of them or leave the total out."
        for (month, column), total in totals.items()
        if parts[month, column] > total
    ]


def _check_reference(
    table: CleanTable,
    column: Column,
    tables: Mapping[str, CleanTable],
    problems: Problems,
    notes: list[str],
) -> None:
    reference = column.reference
    known = {
        word: {fold(row[name]): row[name] for row in tables[seed].rows}
        for word, (seed, name) in reference.targets.items()
    }
    orphans, unknown = set(), Counter()
    for index, row in enumerate(table.rows):
        text = row[column.name]
        word = row[reference.depends_on] if reference.depends_on else ""
        if text in ("", WILDCARD) or word not in known:
            continue
        target_seed, target_column = reference.targets[word]
        if fold(text) in known[word]:
            row[column.name] = known[word][fold(text)]
        elif reference.is_open:
            unknown[text] += 1
        elif not table.is_given_row(index):
            orphans.add(index)
        else:
            problems.append(
                f"{table.where(index, column.name)}: “{short(text)}” is not in column "
                f"{target_column} of {target_seed}{did_you_mean(text, known[word].values())}; "
                "correct it, or add it to "
                f"{target_seed}.csv in SETTINGS."
            )
    if unknown and (table.is_given or table.added_from is not None):
        target = ".".join(next(iter(reference.targets.values())))
        notes.append(
            f"{table.origin}, column {column.name}: {listed(unknown)} not in {target}; "
            "used as given."
        )
    if orphans:
        notes.append(
            f"{table.origin}: {len(orphans)} shipped rows left out, because SETTINGS replaces "
            "what their "
            f"column {column.name} refers to."
        )
        kept = [index for index in range(len(table.rows)) if index not in orphans]
        if table.added_from is not None:
            table.added_from -= len(orphans)
        table.rows = [table.rows[index] for index in kept]
        table.row_numbers = [table.row_numbers[index] for index in kept]
