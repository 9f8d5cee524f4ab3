"""Words and headers that a company's exports use beyond those of a built-in spec."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from smarketing.contract import Entity
from smarketing.loading.spec_columns import SpecColumns
from smarketing.loading.specs import Entry
from smarketing.text.words import match_key

Words = dict[str, tuple[str, ...]]


def with_more_words(
    reader: SpecColumns, given: Any, entries: tuple[Entry, ...], contract: dict[str, Entity]
) -> tuple[Entry, ...]:
    """Return the entries with the file's own `values` laid over theirs, word by word.

    given: `{entity: {column: {word: [cells]}}}`; a cell named here means this and nothing else.
    """
    more: dict[str, dict[str, Words]] = {}
    for name, columns in reader.pairs(given, "`values`").items():
        entity = contract[reader.one_of(name, contract, "`values`")]
        more[entity.name] = reader.values(columns, entity, f"`values`, {name}")
    return tuple(
        replace(entry, values=_laid_over(more[entry.entity], entry.values))
        if entry.entity in more
        else entry
        for entry in entries
    )


def with_more_headers(
    reader: SpecColumns, given: Any, entries: tuple[Entry, ...], contract: dict[str, Entity]
) -> tuple[Entry, ...]:
    """Return the entries with the file's own `columns` behind theirs.

    given: `{entity: {column: [headers]}}`; a header named here counts where those before it say
    nothing.
    """
    more = {}
    for name, columns in reader.pairs(given, "`columns`").items():
        entity = contract[reader.one_of(name, contract, "`columns`")]
        more[entity.name] = reader.columns(columns, entity, f"`columns`, {name}")
    return tuple(
        replace(
            entry,
            columns=entry.columns
            | {
                column: entry.columns.get(column, ()) + options
                for column, options in more.get(entry.entity, {}).items()
            },
        )
        for entry in entries
    )


def _laid_over(more: dict[str, Words], base: dict[str, Words]) -> dict[str, Words]:
    result = dict(base)
    for column, words in more.items():
        named = {match_key(cell) for cells in words.values() for cell in cells}
        kept = {
            word: tuple(cell for cell in cells if match_key(cell) not in named)
            for word, cells in base.get(column, {}).items()
        }
        result[column] = kept | {word: kept.get(word, ()) + cells for word, cells in words.items()}
    return result
