"""Whatever is in a file, a load refuses it in sentences that name it, or loses nothing of it."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from load_helpers import work_folder
from mutations import mutant

from smarketing.errors import DataRefused
from smarketing.loading import load

pytestmark = pytest.mark.long

# More, or others: SMARKETING_MUTATIONS=6500 SMARKETING_MUTATIONS_FROM=100000 pytest …
COUNT = int(os.environ.get("SMARKETING_MUTATIONS", "1500"))
FIRST = int(os.environ.get("SMARKETING_MUTATIONS_FROM", "0"))
PARTS = 10
BUILD_FILE = "build.duckdb"
SECONDS_PER_LOAD = 20


@contextmanager
def time_limit(seconds: int):
    def stop(*_):
        raise TimeoutError(f"not done after {seconds} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def problem_of(seed: int, folder: Path, opened: duckdb.DuckDBPyConnection) -> str | None:
    """Return what is wrong with how the mutant of a seed is loaded, or None.

    opened: the build file; DuckDB takes longer to open one than most mutants take to load.
    """
    case = mutant(seed, str(folder))
    exports = folder / "exports"
    shutil.rmtree(exports, ignore_errors=True)
    opened.execute("drop schema if exists raw cascade")
    for name, content in case.files.items():
        path = exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    try:
        with time_limit(SECONDS_PER_LOAD):
            load(exports, folder / BUILD_FILE, say=lambda _: None)
    except DataRefused as refusal:
        lines = str(refusal).splitlines()
        nameless = [line for line in lines if not any(name in line for name in case.files)]
        return f"{case.what}: a refusal names no file: {nameless[0][:200]}" if nameless else None
    except Exception as error:
        return f"{case.what}: {type(error).__name__}: {str(error)[:300]}"
    finally:
        opened.execute("detach database if exists loading_scratch")
    return _what_is_lost(case, opened)


def _what_is_lost(case, opened: duckdb.DuckDBPyConnection) -> str | None:
    files = opened.execute(
        "select file, rows_read, rows_loaded, rows_rejected, encoding, entity from raw._files "
        "where entity is not null"
    ).fetchall()
    for file, read, loaded, rejected, *_ in files:
        if read != loaded + rejected:
            return f"{case.what}: {file}: {read} rows read, {loaded} + {rejected}"
    # what a file gives stands in the tables that it is said to fill
    tables = {entity for *_, entity in files} | {"_rejects", "_rejected_values", "_files"}
    found = "\n".join(
        str(row) for t in tables for row in opened.execute(f"from raw.{t}").fetchall()
    )
    encodings = {file: encoding for file, *_, encoding, _ in files}
    if case.broken not in encodings or case.broken.endswith((".yml", ".xlsx", ".parquet")):
        return None
    missing = sorted(word for word in case.words(encodings[case.broken]) if word not in found)
    return f"{case.what}: {', '.join(missing[:5])} lost" if missing else None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_broken_export_is_refused_by_name_or_nothing_of_it_is_lost(part):
    folder = work_folder()
    try:
        seeds = range(FIRST + part, FIRST + COUNT, PARTS)
        with duckdb.connect(str(folder / BUILD_FILE)) as opened:
            problems = {seed: problem_of(seed, folder, opened) for seed in seeds}
    finally:
        shutil.rmtree(folder)
    assert len(problems) == len(seeds) > 0
    assert {seed: problem for seed, problem in problems.items() if problem} == {}
