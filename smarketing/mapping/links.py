"""Which columns hold ids of another file: their values are found there, and their names say so."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile

# Of the different values, or of the rows, so many must be found in the other file.
OVERLAP_SHARE = 0.9
# So many different values can't agree by chance, whatever the column is called.
CERTAIN_FROM = 50
KINDS_OF_KEYS = ("number", "text", "email", "phone")


@dataclass(frozen=True)
class Link:
    """A column whose values are keys of another file."""

    file: str
    header: str
    target: str
    key: str
    found: int
    distinct: int
    found_rows: int
    rows: int
    is_named: bool

    @property
    def overlap(self) -> float:
        """The share of the different values, or of the rows, that the other file knows."""
        return max(self.found / max(self.distinct, 1), self.found_rows / max(self.rows, 1))

    @property
    def is_sure(self) -> bool:
        """Whether it may stand in a draft; else the draft only mentions it."""
        return self.overlap >= OVERLAP_SHARE and (self.is_named or self.found >= CERTAIN_FROM)

    def words(self) -> str:
        """Return the evidence in words."""
        return (
            f"{self.found:,} of {self.distinct:,} different values are in {self.target} "
            f"({self.key}), {self.rows - self.found_rows:,} of {self.rows:,} rows match nothing"
        )


def find_links(files: list[MeasuredFile], connection: duckdb.DuckDBPyConnection) -> list[Link]:
    """Return the best link of every column that has one, sure or not."""
    keys = [
        (file, column)
        for file in files
        for column in file.columns
        if column.is_unique and column.kind in KINDS_OF_KEYS and column.rows > 1
    ]
    links = []
    for file in files:
        for column in file.columns:
            if column.kind not in KINDS_OF_KEYS or _is_fraction(column):
                continue
            found = [
                _link(file, column, target, key, connection)
                for target, key in keys
                if target is not file and not _is_fraction(key)
            ]
            found = [link for link in found if link.overlap >= OVERLAP_SHARE]
            # A file's own ids may look like another's: only a name makes them a link.
            found = [link for link in found if link.is_named or not column.is_unique]
            if found:
                links.append(max(found, key=lambda one: (one.is_named, one.found)))
    return links


def _is_fraction(column: ColumnEvidence) -> bool:
    return column.kind == "number" and column.whole < column.filled


def _link(
    file: MeasuredFile,
    column: ColumnEvidence,
    target: MeasuredFile,
    key: ColumnEvidence,
    connection: duckdb.DuckDBPyConnection,
) -> Link:
    counts = connection.execute(
        f"select count(*) filter (where is_found), count(*), "
        f"coalesce(sum(row_count) filter (where is_found), 0)::bigint, "
        f"coalesce(sum(row_count), 0)::bigint from ("
        f"select cell, row_count, cell in (select {key.sql} from {key.table}) as is_found from ("
        f"select {column.sql} as cell, count(*) as row_count from {column.table} "
        f"where {column.sql} is not null group by cell))"
    ).fetchone()
    named = _is_named(column.header, target, key.header)
    return Link(file.name, column.header, target.name, key.header, *counts, named)


def _is_named(header: str, target: MeasuredFile, key: str) -> bool:
    """Return whether a header names the other file, its key, or what such files are called."""
    words = hints.words_of(header)
    wanted = {w for w in (*hints.words_of(target.stem), *hints.words_of(key)) if w != "id"}
    for phrases in hints.file_hints().values():
        if any(hints.fit(phrases, one) for one in wanted):
            wanted |= {w for phrase in phrases for w in hints.words_of(phrase)}
    return any(hints.is_same_word(one, word) for one in wanted for word in words)
