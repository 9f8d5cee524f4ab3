"""Lines of progress, not too many of them."""

from __future__ import annotations

import time
from collections.abc import Callable

PROGRESS_SECONDS = 5


class NowAndThen:
    """Says how far something is, at most every few seconds."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._said_at = time.monotonic()

    def say(self, sentence: str) -> None:
        """Say it, unless something was said a moment ago."""
        if time.monotonic() - self._said_at >= PROGRESS_SECONDS:
            self._said_at = time.monotonic()
            self._say(sentence)
