"""Checks of one settings table against its seed's YAML: header, cells, keys, references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from smarketing.settings import fields
from smarketing.settings.cells import NotReadableError, clean, conventions_of
from smarketing.settings.formats import FORMATS
from smarketing.settings.schema import Column, Seed
from smarketing.settings.tables import Table
from smarketing.text.words import did_you_mean, fold, listed

WILDCARD = "*"


@dataclass
class CleanTable:
    """A checked table: canonical texts, and where each row came from.

    rows: column → text, "" for empty. row_numbers: as the person's file counts them.
    is_given: from the SETTINGS folder, not shipped. added_from: from this row on, rows of
    added_origin stand behind the table's own, replaced_rows of which they took the place of.
    """

    seed: Seed
    origin: str
    is_given: bool
    rows: list[dict[str, str]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    added_from: int | None = None
    added_origin: str = ""
    replaced_rows: int = 0

    def is_given_row(self, index: int) -> bool:
        """Return whether a row comes from the SETTINGS folder."""
        return self.is_given or (self.added_from is not None and index >= self.added_from)

    def file_and_row(self, index: int) -> str:
        """Return `file, row n` for a message."""
        is_added = self.added_from is not None and index >= self.added_from
        origin = self.added_origin if is_added else self.origin
        return f"{origin}, row {self.row_numbers[index]}"

    def where(self, index: int, column: str) -> str:
        """Return `file, row n, column c` for a message."""
        return f"{self.file_and_row(index)}, column {column}"


Problems = list[str]


def clean_table(
    table: Table, seed: Seed, *, is_given: bool, problems: Problems, is_whole: bool = True
) -> CleanTable:
    """Return a table with canonical cells; each thing that is wrong becomes a sentence.

    Without is_whole its rows are added to others, so nothing is missing from it.
    """
    result = CleanTable(seed, table.origin, is_given)
    width = len(table.header)
    table = _with_newer_columns(table, seed)
    if not _header_is_right(table, seed, problems):
        return result
    positions = {name: table.header.index(name) for name in seed.names}
    texts = {
        name: [str(cells[at]).strip() for _, cells in table.rows
               if at < len(cells) and isinstance(cells[at], str) and cells[at].strip()]
        for name, at in positions.items()
    }  # fmt: skip
    kinds = {column.name: column.kind for column in seed.columns}
    conventions = conventions_of(texts, kinds, is_semicolon=table.is_semicolon)
    for number, cells in table.rows:
        if any(str(cell).strip() for cell in cells[width:] if cell is not None):
            problems.append(
                f"{table.origin}, row {number}: it has more cells than the header has columns "
                f"({width}); put text that contains the delimiter in double quotes."
            )
            continue
        row, unreadable = {}, set()
        for column in seed.columns:
            at = positions[column.name]
            value = cells[at] if at < len(cells) else None
            where = f"{table.origin}, row {number}, column {column.name}"
            try:
                text = _vocabulary(clean(value, column, conventions), column)
                row[column.name] = text or _text_of(column.meta.get("default"))
            except NotReadableError as error:
                row[column.name] = ""
                unreadable.add(column.name)
                problems.append(
                    f"{where}: expected {error}, found “{short(value)}”; correct the cell."
                )
        fields.write_number_with_dot(seed.name, row)
        result.rows.append(row)
        result.row_numbers.append(number)
        _check_row(result, len(result.rows) - 1, unreadable, problems)
    if is_whole:
        check_whole_table(result, problems)
    return result


def _with_newer_columns(table: Table, seed: Seed) -> Table:
    """Return a table with the columns that files from before they existed lack."""
    newer = [column.name for column in seed.columns if column.meta.get("may_be_missing")]
    missing = [name for name in newer if name not in table.header]
    return replace(table, header=[*table.header, *missing]) if missing else table


def _header_is_right(table: Table, seed: Seed, problems: Problems) -> bool:
    count = Counter(table.header)
    missing = [column.name for column in seed.columns if column.name not in count]
    extra = [name for name in count if name not in seed.names]
    twice = [name for name in seed.names if count[name] > 1]
    for name in extra:
        if name:
            problems.append(
                f"{table.origin}, row 1: column “{short(name)}” is not one of {seed.name}"
                f"{did_you_mean(name, missing or seed.names)}; rename or delete it."
            )
        else:
            problems.append(f"{table.origin}, row 1: a column has no name; name or delete it.")
    if missing:
        problems.append(
            f"{table.origin}, row 1: missing {listed(missing)}; "
            f"the header needs {listed([column.name for column in seed.columns], 20)}."
        )
    for name in twice:
        problems.append(f"{table.origin}, row 1: column {name} occurs twice; delete one.")
    return not (missing or extra or twice)


def _vocabulary(text: str, column: Column) -> str:
    """Return the text as the column's vocabulary or format spells it; raises NotReadableError."""
    if not text:
        return ""
    if text == WILDCARD and column.meta.get("wildcard"):
        return text
    meta = column.meta
    # Models look for these words: `unknown` is Unknown.
    reserved = {fold(word): word for word in meta.get("must_contain", ())}
    text = reserved.get(fold(text), text)
    if "values" in meta:
        words = text.split(";") if meta.get("format") == "list" else [text]
        return ";".join(_word_of(word.strip(), meta["values"]) for word in words)
    if column.kind in ("number", "whole"):
        _check_range(float(text), meta)
    check = FORMATS.get(meta.get("format", ""))
    return check(text) if check else text


def _word_of(word: str, allowed: Sequence[str]) -> str:
    by_folded = {fold(one): one for one in allowed}
    if fold(word) not in by_folded:
        raise NotReadableError(f"one of {listed(allowed, 20)}{did_you_mean(word, allowed)}")
    return by_folded[fold(word)]


def _check_range(number: float, meta: Mapping[str, float]) -> None:
    if "more_than" in meta and not number > meta["more_than"]:
        raise NotReadableError(f"a number above {meta['more_than']}")
    if "min" in meta and number < meta["min"]:
        raise NotReadableError(f"a number of at least {meta['min']}")
    if "max" in meta and number > meta["max"]:
        raise NotReadableError(f"a number of at most {meta['max']}")


def _check_row(table: CleanTable, index: int, unreadable: Set[str], problems: Problems) -> None:
    row = table.rows[index]
    for column in table.seed.columns:
        meta = column.meta
        needed = bool(meta.get("required"))
        for name, words in meta.get("required_if", {}).items():
            needed = needed or row[name] in words
        for name, words in meta.get("required_unless", {}).items():
            needed = needed or (row[name] != "" and row[name] not in words)
        where = table.where(index, column.name)
        if needed and not row[column.name] and column.name not in unreadable:
            problems.append(
                f"{where}: empty, but it is needed "
                f"({_first_sentence(column.description)}); fill it in."
            )
        before = meta.get("after")
        if before and row[column.name] and row[before] and row[column.name] <= row[before]:
            problems.append(
                f"{where}: expected a time later than {before} ({row[before]}), "
                f"found {row[column.name]}; correct it."
            )
    for column, problem in fields.problems_of(table.seed.name, row):
        problems.append(f"{table.where(index, column)}: {problem}")


def check_whole_table(table: CleanTable, problems: Problems) -> None:
    """Check what only a whole table can lack: unique keys, the one row in force, needed words."""
    seed, first_at = table.seed, {}
    for index, row in enumerate(table.rows):
        key = tuple(row[name].casefold() for name in seed.key)
        if not seed.key or not any(key):
            continue
        if key in first_at:
            shown = ", ".join(f"{name} “{short(row[name])}”" for name in seed.key if row[name])
            problems.append(
                f"{table.file_and_row(index)}: {shown} is already in row "
                f"{table.row_numbers[first_at[key]]}; delete or change one."
            )
        else:
            first_at[key] = index
    if seed.exactly_one:
        chosen = [
            table.row_numbers[i]
            for i, row in enumerate(table.rows)
            if row[seed.exactly_one] == "true"
        ]
        if len(chosen) != 1:
            found = f"rows {listed(map(str, chosen))}" if chosen else "none"
            problems.append(
                f"{table.origin}, column {seed.exactly_one}: exactly one row must be true, "
                f"found {found}; "
                "mark the one in force."
            )
    for column in seed.columns:
        present = {row[column.name] for row in table.rows}
        absent = [word for word in column.meta.get("must_contain", ()) if word not in present]
        if absent:
            problems.append(
                f"{table.origin}, column {column.name}: no row for {listed(absent)}; "
                "add it, models count on it."
            )


def _text_of(default: object) -> str:
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\w)[.;:](?:\s|$)", text, maxsplit=1)[0].lower()


def short(value: object) -> str:
    """Return a cell as a message shows it: one line, at most 60 characters."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "…"
