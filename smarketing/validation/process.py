"""The process that validates: started early, reads on command, dies with its parent."""

from __future__ import annotations

import gc
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from smarketing.paths import PROJECT
from smarketing.validation.result import CheckResult, ValidationResult


class Validator:
    """A running validation process; made by start().

    Use it as a context manager, or call close(). Nothing of the data goes through it but counts,
    file names, column names, row numbers and names of owners. vars_given: settings of the run that
    differ from dbt_project.yml.
    """

    def __init__(self, vars_given: Mapping[str, Any]) -> None:
        self._vars = dict(vars_given)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "smarketing.validation", "--serve"],
            cwd=PROJECT,
            env={**os.environ, "GX_ANALYTICS_ENABLED": "false", "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._result: ValidationResult | None = None
        self._is_reading_done = False
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def __enter__(self) -> Validator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._process.pid

    def read(self, build_file: Path, timeout_seconds: float = 600) -> None:
        """Let the process read the build file; return when it has closed it again.

        A file that can't be read shows in result(), as a check that could not run.
        """
        command = {"build_file": str(Path(build_file).resolve()), "vars": self._vars}
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        except OSError:
            self._fail()
            return
        event = self._next_event(timeout_seconds)
        if event is None or event["event"] != "read":
            self._fail()
        self._is_reading_done = True

    def result(self, timeout_seconds: float = 600) -> ValidationResult:
        """Return the verdict, waiting for it; a process that failed counts as an error."""
        if self._result is None:
            event = self._next_event(timeout_seconds) if self._is_reading_done else None
            if event is None or event["event"] != "result":
                self._fail()
            else:
                self._result = ValidationResult.from_json(json.dumps(event["result"]))
            self.close()
        return self._result

    def close(self) -> None:
        """End the process; harmless if it has ended."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                continue

    def _fail(self) -> None:
        check = CheckResult("validation", "process", "error", "could_not_check", "validation")
        self._result = ValidationResult((check,))
        self.close()

    def _next_event(self, timeout_seconds: float) -> dict[str, Any] | None:
        try:
            return self._events.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def _listen(self, stream: IO[str]) -> None:
        try:
            for line in stream:
                self._events.put(json.loads(line))
        except (OSError, ValueError):
            pass
        self._events.put(None)


def start(vars_given: Mapping[str, Any] | None = None) -> Validator:
    """Start the process at once; it imports Great Expectations while the caller loads files.

    vars_given: settings of the run that differ from dbt_project.yml.
    """
    return Validator(vars_given or {})


def serve() -> None:
    """Run as that process: read one command from standard input, answer on standard output.

    Ends when standard input does, which happens when the parent dies.
    """
    gc.disable()  # the process is short: collecting garbage takes it a second and frees little
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    importing = threading.Thread(target=_import_library, daemon=True)
    importing.start()
    line = sys.stdin.readline()
    if not line:
        os._exit(1)
    threading.Thread(target=_exit_with_parent, daemon=True).start()

    from smarketing.validation.reading import read
    from smarketing.validation.row_checks import Thresholds

    command = json.loads(line)
    thresholds = Thresholds.of(command["vars"])
    reading = read(Path(command["build_file"]), thresholds)
    _answer(answers, {"event": "read"})

    importing.join()
    from smarketing.validation.judging import judge

    _answer(
        answers, {"event": "result", "result": json.loads(judge(reading, thresholds).to_json())}
    )
    time.sleep(60)  # the parent ends the process when it has the answer


def _answer(stream: IO[str], event: dict[str, Any]) -> None:
    stream.write(json.dumps(event, ensure_ascii=False) + "\n")
    stream.flush()


def _import_library() -> None:
    import great_expectations  # noqa: F401


def _exit_with_parent() -> None:
    while sys.stdin.readline():
        pass
    os._exit(1)
