"""Checks the values of a spec file: what should be a text is one, what should be a list is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb

from smarketing.errors import DataRefused
from smarketing.loading.specs import as_tuple
from smarketing.text.words import nearest, shown

MESSAGE_SIGNS = 2000


class SpecValues:
    """Reads single values of a spec; `where` names the file in every message."""

    def __init__(self, where: str):
        self.where = where

    def refuse(self, text: str) -> DataRefused:
        """Return the refusal that a slip deserves, with the name of the file."""
        return DataRefused(f"{self.where}: {shown(text, MESSAGE_SIGNS)}")

    def check_keys(self, given: Any, known: set[str], place: str) -> dict:
        """Return `key: value` pairs that have no key but the known ones."""
        if not isinstance(given, dict):
            raise self.refuse(f"{place} should be `key: value` pairs, but is {_shown(given)}.")
        for key in given:
            if key not in known:
                near = nearest([str(key)], known)
                hint = f" Did you mean `{near}`?" if near else ""
                raise self.refuse(
                    f"{place} has an unknown key `{shown(str(key))}`; "
                    f"it takes {', '.join(sorted(known))}.{hint}"
                )
        return given

    def pairs(self, given: Any, place: str) -> dict[str, Any]:
        """Return `key: value` pairs with any keys; nothing gives none."""
        if given is None:
            return {}
        if not isinstance(given, dict):
            raise self.refuse(f"{place} should be `key: value` pairs, but is {_shown(given)}.")
        return {self.word(key, f"a key of {place}"): value for key, value in given.items()}

    def text(self, given: Any, place: str) -> str:
        """Return a text that says something."""
        if not isinstance(given, str):
            raise self.refuse(
                f"{place} should be a text, but is {_shown(given)}; write a text, in quotes if it "
                "looks like something else."
            )
        if not given.strip():
            raise self.refuse(f"{place} is empty; write a text or leave the line out.")
        return given

    def word(self, given: Any, place: str) -> str:
        """Return a word as it stands in a file: a text, or a number or true and false."""
        if isinstance(given, bool):
            return str(given).lower()
        if isinstance(given, int | float):
            return str(given)
        if not isinstance(given, str):
            raise self.refuse(
                f"{place} should be a text or number, but is {_shown(given)}; write it in quotes."
            )
        return given

    def texts(self, given: Any, place: str) -> tuple[str, ...]:
        """Return a text or a list of texts; nothing gives none."""
        return tuple(self.text(item, place) for item in as_tuple(given))

    def words(self, given: Any, place: str) -> tuple[str, ...]:
        """Return a word or a list of words; nothing gives none."""
        return tuple(self.word(item, place) for item in as_tuple(given))

    def one_of(self, given: Any, known: Iterable[str], place: str) -> str:
        """Return one of the known words; nothing gives an empty text."""
        if given is not None and given not in known:
            raise self.refuse(f"{place} should be one of {', '.join(known)}.")
        return given or ""

    def pattern(self, given: Any, place: str) -> str:
        """Return a regular expression that DuckDB reads; nothing gives an empty text."""
        text = "" if given is None else self.text(given, place)
        if not text:
            return ""
        try:
            duckdb.connect().execute("select regexp_matches('', ?)", [text]).fetchone()
        except duckdb.Error:
            raise self.refuse(f"{place}: `{shown(text)}` is no pattern.") from None
        return text

    def flag(self, given: Any, place: str) -> bool:
        """Return true or false."""
        if not isinstance(given, bool):
            raise self.refuse(f"{place} should be true or false, but is {_shown(given)}.")
        return given

    def number(self, given: Any, place: str) -> int:
        """Return a whole number from 1."""
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            raise self.refuse(f"{place} should be a whole number from 1, but is {_shown(given)}.")
        return given


def _shown(given: Any) -> str:
    """Return a value as a message shows it: shortly, and never what stands inside of it."""
    if given is None:
        return "empty"
    if isinstance(given, dict):
        return "`key: value` pairs"
    if isinstance(given, list | tuple | set):
        return "a list"
    if isinstance(given, bool):
        return str(given).lower()
    return f"`{shown(str(given))}`"
