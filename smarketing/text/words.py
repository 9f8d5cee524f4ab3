"""Comparing words as people write them, and suggesting the one they meant."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Return a text without accents, capitals and extra spaces, for comparison only."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean “x”?)` for the nearest known word, or nothing."""
    by_folded = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(word), by_folded, n=1, cutoff=0.6)
    return f" (did you mean “{by_folded[near[0]]}”?)" if near else ""


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Return the words in quotes with commas, the first ones only where there are many."""
    words = list(words)
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"
