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
        """Count a step that dbt has finished; the callback that it is given."""
        if event.info.name in ("LogModelResult", "LogSeedResult", "LogTestResult"):
            self.on_step(event.data.node_info.node_name, getattr(event.data, "total", 0))

    def on_step(self, name: str, total: int) -> None:
        """Count a finished step, and say so now and then. total: number of all steps."""
        self.done += 1
        self.total = max(self.total, total)
        if time.monotonic() - self.said_at >= PROGRESS_SECONDS:
            self.said_at = time.monotonic()
            self.say(f"  {self.done} of {self.total} steps, last: {name}")
