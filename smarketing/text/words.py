"""Comparing words and headers as people write them, and suggesting the one they meant.

Case, accents and spaces don't count, after Unicode NFC: `Fecha de creación`, `FECHA DE CREACION`
and `fecha  de creacion` are the same header.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable

# The arrows are those of a report that is sorted or grouped by the column.
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060↑↓"))


@functools.lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return a text in lower case, without accents and extra spaces; keys of `extra` are such."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare).strip()


def match_key(text: str) -> str:
    """Return the form in which two headers or words are equal: folded, without any space."""
    return fold(text).replace(" ", "")


def shown(text: str, limit: int = 60) -> str:
    """Return a text as a message shows it: on one line, printable, and not longer than `limit`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def nearest(wanted: Iterable[str], found: Iterable[str]) -> str | None:
    """Return the found text that is most like one of the wanted ones, or None if none is close."""
    by_key = {match_key(text): text for text in found if text.strip()}
    best, best_ratio = None, 0.6
    for word in wanted:
        for key in difflib.get_close_matches(match_key(word), by_key, n=1, cutoff=best_ratio):
            best_ratio = difflib.SequenceMatcher(None, match_key(word), key).ratio()
            best = by_key[key]
    return best


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean “x”?)` for the nearest known word, or nothing."""
    near = nearest([word], known)
    return f" (did you mean “{near}”?)" if near else ""


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Return the words with commas, the first ones only where there are many."""
    words = list(words)
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"
