"""Words of closed vocabularies: which cells are known words in four languages, which are not."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence

# A column with more different words is no vocabulary.
MOST_WORDS = 60


@dataclass
class WordCounts:
    """{canonical word: [(cell as it is, rows)]}, and the cells that no list knows."""

    known: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    takes: tuple[str, ...] = ()


def count_words(
    column: ColumnEvidence, entity: str, name: str, connection: duckdb.DuckDBPyConnection
) -> WordCounts:
    """Return a column's distinct cells, the known ones by the word that they mean."""
    vocabulary = hints.vocabulary(entity, name)
    result = WordCounts(takes=tuple(dict.fromkeys(vocabulary.values())))
    if column.distinct > MOST_WORDS:
        return result
    cells = connection.execute(
        f"select {column.sql} as cell, count(*) from {column.table} "
        f"where {column.sql} is not null group by cell order by 2 desc, 1"
    ).fetchall()
    for cell, count in cells:
        word = vocabulary.get(hints.phrase_key(cell))
        if word:
            result.known.setdefault(word, []).append((cell, count))
        else:
            result.unknown.append((cell, count))
    return result


def share_known(words: WordCounts) -> float:
    """Return the share of rows whose word is known."""
    known = sum(count for cells in words.known.values() for _, count in cells)
    total = known + sum(count for _, count in words.unknown)
    return known / total if total else 0.0


def shares_of_known_words(
    columns: list[ColumnEvidence], connection: duckdb.DuckDBPyConnection
) -> dict[tuple[str, str, str], float]:
    """Return {(entity, column, header): share of rows with a known word} of a file's texts."""
    return {
        (entity, name, column.header): share_known(count_words(column, entity, name, connection))
        for column in columns
        if column.kind == "text" and column.distinct <= MOST_WORDS
        for entity, name in hints.vocabularies()
    }
