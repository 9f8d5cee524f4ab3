"""How far a build is, in lines now and then."""

from __future__ import annotations

from collections.abc import Callable

from smarketing.now_and_then import NowAndThen


class BuildProgress:
    """Counts a build's steps and says how many are done."""

    def __init__(self, say: Callable[[str], None]):
        self.progress = NowAndThen(say)
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
        self.progress.say(f"  {self.done} of {self.total} steps, last: {name}")
