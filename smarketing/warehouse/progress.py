"""How far a build is, in lines now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

PROGRESS_SECONDS = 5


class BuildProgress:
    """Says how far a build is, at most every few seconds."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.said_at = time.monotonic()
        self.done = 0
        self.total = 0

    def on_event(self, event) -> None:
        """Count a finished step; the callback that dbt is given."""
        if event.info.name not in ("LogModelResult", "LogSeedResult", "LogTestResult"):
            return
        self.done += 1
        self.total = max(self.total, getattr(event.data, "total", 0))
        if time.monotonic() - self.said_at < PROGRESS_SECONDS:
            return
        self.said_at = time.monotonic()
        name = event.data.node_info.node_name
        self.say(f"  {self.done} of {self.total} steps, last: {name}")
