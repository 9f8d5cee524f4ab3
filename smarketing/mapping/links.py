"""Which columns hold ids of another file: their values are found there, and their names say so."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from smarketing.loading.typing_sql import match_key_of
from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile

# Of the different values, or of the rows, so many must be found in the other file.
OVERLAP_SHARE = 0.9
# So many different values can't agree by chance, whatever the column is called.
CERTAIN_FROM = 50
KINDS_OF_KEYS = ("number", "text", "email", "phone")
# Names are no ids: several people may bear one, which is then left alone.
NAMES_DIFFERENT = 0.7
NAME_PHRASES = (
    "name", "nombre", "nom", "nome", "full name", "nombre completo", "title", "titulo", "titre",
    "subject", "asunto", "tema", "objet", "assunto",
)  # fmt: skip


@dataclass(frozen=True)
class Key:
    """What a file's rows are known by: a column of ids, or names, perhaps in two columns."""

    file: MeasuredFile
    headers: tuple[str, ...]
    sql: str
    is_name: bool


@dataclass(frozen=True)
class Link:
    """A column whose values are keys of another file.

    column: what that key is there (lead_id, email …), once the other file is decided.
    """

    file: str
    header: str
    target: str
    key_headers: tuple[str, ...]
    found: int
    distinct: int
    found_rows: int
    rows: int
    is_named: bool
    is_by_name: bool = False
    column: str = ""

    @property
    def key(self) -> str:
        """The header, or headers, of the other file's key in words."""
        return " + ".join(self.key_headers)

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
    keys = [key for file in files for key in (*_id_keys(file), *_name_keys(file))]
    links = []
    for file in files:
        for column in file.columns:
            if column.kind not in KINDS_OF_KEYS or _is_fraction(column):
                continue
            found = [
                _link(file, column, key, connection)
                for key in keys
                if key.file is not file and (column.kind == "text" or not key.is_name)
            ]
            found = [link for link in found if link.overlap >= OVERLAP_SHARE]
            # A file's own ids may look like another's: only a name makes them a link.
            found = [link for link in found if link.is_named or not column.is_unique]
            if found:
                stems = {one.name: one.stem for one in files}
                links.append(
                    max(
                        found,
                        key=lambda one: (
                            one.is_named,
                            not one.is_by_name,
                            # the file that is called so, not one that merely holds its ids, too
                            _is_called(one.header, stems[one.target]),
                            one.found,
                        ),
                    )
                )
    return links


def _id_keys(file: MeasuredFile) -> list[Key]:
    return [
        Key(file, (column.header,), column.sql, is_name=False)
        for column in file.columns
        if column.is_unique
        and column.kind in KINDS_OF_KEYS
        and column.rows > 1
        and not _is_fraction(column)
        and not _is_name(column)
    ]


def _name_keys(file: MeasuredFile) -> list[Key]:
    """Return what rows are called: a column of names, and a first name with the last name."""
    names = [Key(file, (c.header,), c.sql, is_name=True) for c in file.columns if _is_name(c)]
    parts = [_part_of_a_name(file, name) for name in ("first_name", "last_name")]
    if all(parts):
        joined = f"concat_ws(' ', {', '.join(one.sql for one in parts)})"
        names.append(Key(file, tuple(one.header for one in parts), joined, is_name=True))
    return names


def _is_name(column: ColumnEvidence) -> bool:
    return (
        column.kind == "text"
        and column.filled > 1
        and column.distinct >= NAMES_DIFFERENT * column.filled
        and hints.fit(NAME_PHRASES, column.header) > 0
    )


def _part_of_a_name(file: MeasuredFile, name: str) -> ColumnEvidence | None:
    fits = {
        column.header: hints.header_fit("leads", name, column.header)
        for column in file.columns
        if column.kind == "text"
    }
    header = max(fits, key=lambda one: fits[one], default=None)
    return file.named(header) if header and fits[header] >= 0.9 else None


def _is_fraction(column: ColumnEvidence) -> bool:
    return column.kind == "number" and column.whole < column.filled


def _link(
    file: MeasuredFile, column: ColumnEvidence, key: Key, connection: duckdb.DuckDBPyConnection
) -> Link:
    def alike(cell: str) -> str:
        return match_key_of(cell) if key.is_name else cell

    counts = connection.execute(
        f"select count(*) filter (where is_found), count(*), "
        f"coalesce(sum(row_count) filter (where is_found), 0)::bigint, "
        f"coalesce(sum(row_count), 0)::bigint from ("
        f"select cell, row_count, cell in (select {alike(key.sql)} from {key.file.columns[0].table}"
        f") as is_found from (select {alike(column.sql)} as cell, count(*) as row_count "
        f"from {column.table} where {column.sql} is not null group by cell))"
    ).fetchone()
    named = any(_is_named(column.header, key.file, header) for header in key.headers)
    return Link(file.name, column.header, key.file.name, key.headers, *counts, named, key.is_name)


def _is_called(header: str, stem: str) -> bool:
    """Return whether a header names a file or what such files are called."""
    words = hints.words_of(header)
    return any(hints.is_same_word(one, word) for one in _wanted(stem) for word in words)


def _is_named(header: str, target: MeasuredFile, key: str) -> bool:
    """Return whether a header names the other file, its key, or what such files are called."""
    words = hints.words_of(header)
    wanted = _wanted(target.stem) | _wanted(key)
    return any(hints.is_same_word(one, word) for one in wanted for word in words)


def _wanted(text: str) -> set[str]:
    wanted = {word for word in hints.words_of(text) if word != "id"}
    for phrases in hints.file_hints().values():
        if any(hints.fit(phrases, one) for one in wanted):
            wanted |= {w for phrase in phrases for w in hints.words_of(phrase)}
    return wanted
