"""The process that validates: started early, reads a copy on command, dies with its parent."""

from __future__ import annotations

import gc
import json
import os
import queue
import shutil
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
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._result: ValidationResult | None = None
        self._copy: Path | None = None
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def __enter__(self) -> Validator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._process.pid

    def read(self, build_file: Path) -> None:
        """Let the process read a copy of the build file, which is free for the build at once.

        A file that can't be copied or read shows in result(), as a check that could not run.
        """
        self._copy = Path(build_file).resolve().with_suffix(".validated")
        command = {"build_file": str(self._copy), "vars": self._vars}
        try:
            shutil.copyfile(build_file, self._copy)
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        except OSError:
            self._fail()

    def result(self, timeout_seconds: float = 600) -> ValidationResult:
        """Return the verdict, waiting for it; a process that failed counts as an error."""
        if self._result is None:
            answer = self._next_answer(timeout_seconds) if self._copy else None
            if answer is None:
                self._fail()
            else:
                self._result = ValidationResult.from_json(answer)
            self.close()
        return self._result

    def close(self) -> None:
        """End the process; harmless if it has ended."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._copy:
            self._copy.unlink(missing_ok=True)
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                continue

    def _fail(self) -> None:
        check = CheckResult("validation", "process", "error", "could_not_check", "validation")
        self._result = ValidationResult((check,))
        self.close()

    def _next_answer(self, timeout_seconds: float) -> str | None:
        try:
            return self._answers.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def _listen(self, stream: IO[str]) -> None:
        try:
            for line in stream:
                self._answers.put(line)
        except (OSError, ValueError):
            pass
        self._answers.put(None)


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
    copy = Path(command["build_file"])
    reading = read(copy, thresholds)
    copy.unlink()  # a copy of all that was loaded need not stay until the build is done

    importing.join()
    from smarketing.validation.judging import judge

    answers.write(judge(reading, thresholds).to_json() + "\n")
    answers.flush()
    time.sleep(60)  # the parent ends the process when it has the answer


def _import_library() -> None:
    import great_expectations  # noqa: F401


def _exit_with_parent() -> None:
    while sys.stdin.readline():
        pass
    os._exit(1)
