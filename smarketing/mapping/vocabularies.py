"""Words of closed vocabularies: which cells are known words in four languages, which are not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb

from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence

# A column with more different words is no vocabulary.
MOST_WORDS = 60
# Of these vocabularies a word inside a cell says what the cell means: "Negociación ganada".
# How a call ended isn't one of them: "interesado en otra fecha" is not what any word of it is.
SAID_BY_A_WORD = {
    ("opportunities", "stage"),
    ("opportunities", "type"),
    ("contact_attempts", "channel"),
    ("contact_attempts", "direction"),
}
# A policy in force was sold; beside a word for won, what is active is still open.
IN_FORCE = {
    "active", "actif", "activo", "activa", "ativo", "ativa", "vigente", "en vigueur", "en vigor",
}  # fmt: skip
NEGATIONS = {"no", "non", "not", "nao", "sin", "sem", "sans", "without", "ne", "pas", "ni"}
SHORTEST_WORD = 4
UNMISTAKABLE = {
    **dict.fromkeys(("ganada", "ganado", "ganha", "ganho", "gagne", "gagnee"), "won"),
    **dict.fromkeys(("perdida", "perdido", "perdu", "perdue", "lost"), "lost"),
}


@dataclass
class WordCounts:
    """{canonical word: [(cell as it is, rows)]}, and the cells that no list knows.

    by_a_word: the cells of which only a word inside is known.
    """

    known: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    takes: tuple[str, ...] = ()
    by_a_word: set[str] = field(default_factory=set)

    def without(self, left_out: Collection[str], only: Collection[str] | None) -> WordCounts:
        """Return the counts without some cells, or of some cells only."""

        def kept(cells: list[tuple[str, int]]) -> list[tuple[str, int]]:
            return [
                one for one in cells if one[0] not in left_out and (only is None or one[0] in only)
            ]

        known = {word: kept(cells) for word, cells in self.known.items()}
        return WordCounts(
            {word: cells for word, cells in known.items() if cells},
            kept(self.unknown),
            self.takes,
            self.by_a_word,
        )

    def __add__(self, other: WordCounts) -> WordCounts:
        """Return the counts of two columns."""
        known = {
            word: [*self.known.get(word, ()), *other.known.get(word, ())]
            for word in dict.fromkeys([*self.known, *other.known])
        }
        unknown = [*self.unknown, *other.unknown]
        return WordCounts(known, unknown, self.takes, self.by_a_word | other.by_a_word)


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
        if not word and (entity, name) in SAID_BY_A_WORD:
            word = _word_inside(hints.phrase_key(cell), vocabulary)
            if word:
                result.by_a_word.add(cell)
        if word:
            result.known.setdefault(word, []).append((cell, count))
        else:
            result.unknown.append((cell, count))
    won = result.known.get("won", [])
    in_force = [one for one in won if hints.phrase_key(one[0]) in IN_FORCE]
    if name == "stage" and in_force and len(in_force) < len(won):
        result.known["won"] = [one for one in won if one not in in_force]
        result.known.setdefault("appointment", []).extend(in_force)
    return result


def _word_inside(key: str, vocabulary: dict[str, str]) -> str | None:
    """Return what the known words of a cell mean, if they all mean the same and none is denied.

    Of words for won and lost only those that can't mean anything else count: "Negociación ganada"
    is won, but "Propuesta activa" is a TODO.
    """
    words = key.split()
    if NEGATIONS & set(words):
        return None
    parts = [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    ]
    ends = {UNMISTAKABLE[one] for one in words if one in UNMISTAKABLE}
    means = {vocabulary[one] for one in parts if len(one) >= SHORTEST_WORD and one in vocabulary}
    means.discard("other")
    if ends and ends <= means:
        means = ends
    elif means & set(UNMISTAKABLE.values()):
        return None
    return means.pop() if len(means) == 1 else None


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
