"""The log of runs, `runs.jsonl` beside the reports: a line when a run starts, one when it ends.

A run that was killed has no second line. No line holds personal data: sentences are veiled.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from smarketing.report.frame.safety import without_personal_data

LOG_FILE = "runs.jsonl"
SENTENCE_LENGTH = 1000


@dataclass(frozen=True)
class Run:
    """One run as its lines tell it.

    command: the subcommand. asked: the month or day asked for, empty for the data's own. ended:
    None for one that is under way or was killed (`is_interrupted`). sentence: why it failed.
    files: pages and workbooks it wrote, below the folder of the reports. rows: read, loaded,
    rejected. sources: one dictionary per system. locale: the first language asked for.
    """

    run: str
    command: str
    started: datetime
    asked: str = ""
    locale: str = ""
    process: int = 0
    host: str = ""
    ended: datetime | None = None
    exit_code: int | None = None
    sentence: str = ""
    as_of: str = ""
    timezone: str = "UTC"
    is_published: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    sources: list[dict] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether it did what it was asked to."""
        return self.exit_code == 0

    @property
    def is_interrupted(self) -> bool:
        """Whether it ended without a word: killed, or the machine went down."""
        if self.ended is not None or self.host != socket.gethostname():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False  # somebody else's, so it is there
        return False

    @property
    def has_failed(self) -> bool:
        """Whether it ended, and not well."""
        return self.is_interrupted if self.ended is None else not self.is_good


def now() -> datetime:
    """Return this second in UTC: runs, unlike reports, are about when they happened."""
    return datetime.now(UTC).replace(microsecond=0)


def note_start(out: Path, command: str, asked: str, locale: str) -> str:
    """Write the line of a run that starts, and return the run's name."""
    started, process = now(), os.getpid()
    run = f"{started:%Y%m%dT%H%M%S}-{process}-{os.urandom(2).hex()}"
    line = {"run": run, "command": command, "started": started, "asked": asked, "locale": locale}
    _append(out, line | {"process": process, "host": socket.gethostname()})
    return run


def note_end(out: Path, run: str, exit_code: int, sentence: str, facts: dict) -> None:
    """Write the line of a run that ended. facts: further fields of Run; sentence: why it failed."""
    veiled = without_personal_data(sentence.strip())[:SENTENCE_LENGTH]
    ending = {"run": run, "ended": now(), "exit_code": exit_code, "sentence": veiled}
    _append(out, ending | facts)


def read_runs(out: Path) -> list[Run]:
    """Return the runs of a folder of reports, the newest first; lines that can't be read count not.

    A half line is what a full disk leaves.
    """
    try:
        lines = (out / LOG_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found: dict[str, dict] = {}
    for line in lines:
        try:
            noted = json.loads(line)
            found.setdefault(noted["run"], {}).update(noted)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    runs = [run for noted in found.values() if (run := _run(noted)) is not None]
    # of two in one second the later line is the newer
    return sorted(runs, key=lambda run: run.started)[::-1]


def _run(noted: dict) -> Run | None:
    known = {name: noted[name] for name in Run.__dataclass_fields__ if name in noted}
    try:
        for name in ("started", "ended"):
            if known.get(name):
                known[name] = datetime.fromisoformat(known[name]).astimezone(UTC)
        return Run(**known)
    except (TypeError, ValueError):
        return None


def _append(out: Path, line: dict) -> None:
    text = json.dumps(line, ensure_ascii=False, default=lambda moment: moment.isoformat())
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOG_FILE).open("ab+") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        size = log.seek(0, os.SEEK_END)
        log.seek(max(size - 1, 0))
        is_half = size > 0 and log.read(1) != b"\n"
        log.write(f"{chr(10) if is_half else ''}{text}\n".encode())
