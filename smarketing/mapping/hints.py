"""What headers, file names and cells are called in four languages (words.yml): only a hint."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from smarketing.contract import load_contract
from smarketing.loading.spec_files import built_in_spec, built_in_systems
from smarketing.loading.specs import HeaderOption, Spec
from smarketing.paths import PROJECT
from smarketing.text.words import fold, match_key
from smarketing.text.yaml_files import read_own_yaml

WORDS_FILE = Path(__file__).parent / "words.yml"
# Words that say nothing about what a column holds.
FILLERS = {
    "de", "del", "la", "el", "du", "des", "da", "do", "of", "the", "le", "d", "l", "a", "no",
    "primary", "principal", "main",
}  # fmt: skip
PLURAL_FROM = 4
# {entity: {column: what the shipped settings call it}} of the columns whose words they translate.
STAGE_MAPS = {"opportunities": {"stage": "opportunity"}, "leads": {"status": "lead"}}
# They say that a column holds a date, which its cells say better; of which date they don't.
DATE_WORDS = {"date", "fecha", "data", "hora", "heure", "time", "timestamp", "at"}


@cache
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a header or file name, small and without accents."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return [w for w in re.split(r"[^a-z0-9]+", fold(apart)) if w and w not in FILLERS]


@cache
def phrase_key(text: str) -> str:
    """Return the form in which words of cells are equal: `Pas de réponse`, `pas_de_reponse`."""
    return " ".join(w for w in re.split(r"[^a-z0-9]+", fold(text)) if w)


@cache
def is_same_word(hint: str, word: str) -> bool:
    """Return whether two words are equal but for a plural's ending."""
    if hint == word:
        return True
    shorter, longer = sorted((hint, word), key=len)
    return len(shorter) >= PLURAL_FROM and longer in (shorter + "s", shorter + "es")


@cache
def fit(phrases: tuple[str, ...], header: str) -> float:
    """Return from 0 to 1 how well a header says one of the phrases."""
    best = 0.0
    # an inner capital parts words or is how a name is written: `leadId`, `WhatsApp`
    for words in {tuple(words_of(header)), tuple(words_of(header.lower()))}:
        for phrase in phrases:
            wanted = words_of(phrase)
            if DATE_WORDS.issuperset(wanted) and not DATE_WORDS.issuperset(words):
                continue
            found = sum(any(is_same_word(one, word) for word in words) for one in wanted)
            if wanted and found == len(wanted):
                # A longer phrase says more than a word of it.
                best = max(best, min(1.0, 0.55 + 0.4 * found / len(words) + 0.05 * (found - 1)))
    return best


@cache
def file_hints() -> dict[str, tuple[str, ...]]:
    """Return {entity, or team: words for it}."""
    return {name: tuple(map(str, words)) for name, words in _document()["files"].items()}


@cache
def column_hints(entity: str) -> dict[str, tuple[str, ...]]:
    """Return {column of an entity: phrases for it}."""
    columns = _document()["columns"]
    return {
        name: tuple(map(str, columns.get(f"{entity}.{name}", columns.get(name, ()))))
        for name in load_contract()[entity].columns
    }


@cache
def known_headers(entity: str) -> dict[str, frozenset[str]]:
    """Return {column: match keys of headers that a built-in system uses for it}.

    Without those of which only some words, or a part of the cell, are for the column.
    """
    known = {c: {match_key(c)} for c in load_contract()[entity].columns}
    for column, options in _built_in_options(entity):
        known[column] |= {match_key(o.header) for o in options if not (o.only or o.extract)}
    return {column: frozenset(keys) for column, keys in known.items()}


@cache
def _built_in_specs() -> tuple[Spec, ...]:
    contract = load_contract()
    return tuple(built_in_spec(system, contract) for system in built_in_systems())


def _built_in_options(entity: str) -> Iterator[tuple[str, tuple[HeaderOption, ...]]]:
    for spec in _built_in_specs():
        for entry in spec.entries:
            if entry.entity == entity:
                yield from entry.columns.items()


@cache
def all_known_headers() -> frozenset[str]:
    """Return the match keys of every header that a contract's column or a system knows."""
    return frozenset(
        match_key(name)
        for entity, one in load_contract().items()
        for name in (
            *one.columns,
            *(option.header for _, options in _built_in_options(entity) for option in options),
        )
    )


@cache
def header_fit(entity: str, column: str, header: str) -> float:
    """Return from 0 to 1 how much a header says that it is this column of this entity."""
    if match_key(header.replace("_", " ")) in known_headers(entity)[column] or (
        match_key(header) in known_headers(entity)[column]
    ):
        return 1.0
    return fit(column_hints(entity)[column], header)


@cache
def vocabularies() -> tuple[tuple[str, str], ...]:
    """Return (entity, column) of every vocabulary whose words are known in several languages."""
    return tuple(tuple(name.split(".")) for name in _document()["values"])


@cache
def vocabulary(entity: str, column: str) -> dict[str, str]:
    """Return {key of a word people write: canonical word} of a column's known words."""
    given = _document()["values"].get(f"{entity}.{column}", {})
    words = {phrase_key(str(raw)): word for word, raws in given.items() for raw in raws}
    if column in STAGE_MAPS.get(entity, {}):
        words = _stage_map(STAGE_MAPS[entity][column]) | words
    for word in load_contract()[entity].columns[column].values:
        words.setdefault(phrase_key(word), word)
    return words


@cache
def to_do_words() -> dict[str, tuple[str, ...]]:
    """Return {done, task, planned: words for it} of activities that nobody was reached by."""
    return {name: tuple(map(str, words)) for name, words in _document()["to_do"].items()}


@cache
def _stage_map(kind: str) -> dict[str, str]:
    """Return the words of any system's deals or leads that the shipped settings translate."""
    with (PROJECT / "seeds" / "stage_map.csv").open(encoding="utf-8") as shipped:
        return {
            phrase_key(row["raw_stage"]): row["stage"]
            for row in csv.DictReader(shipped)
            if (row["system"], row["object"]) == ("*", kind) and row["stage"]
        }


@cache
def _document() -> dict:
    return read_own_yaml(WORDS_FILE)
