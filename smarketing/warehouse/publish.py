"""Publishing: one writer at a time, a whole tested file or none, never back in time.

The build file is copied beside the warehouse and renamed over it, which is atomic: a reader keeps
the old file until it closes it, and a killed run leaves the old one in place.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused, SmarketingError

LOCK_NAME = ".smarketing.lock"
TEMPORARY_PREFIX = ".smarketing-"
LOCK_WAIT_SECONDS = 30 * 60
REMINDER_SECONDS = 60


@dataclass(frozen=True)
class Stamp:
    """What a warehouse says of itself.

    as_of: the last day it knows of, None where its exports hold no dated event. exports_folder:
    what it was built from. is_sample: that was the sample company. newest_event_date: of the data.
    """

    as_of: date | None
    exports_folder: str
    is_sample: bool
    newest_event_date: date | None = None


@contextmanager
def writer_lock(
    folder: Path, *, say: Callable[[str], None], wait_seconds: float = LOCK_WAIT_SECONDS
) -> Iterator[None]:
    """Hold the folder's only writer's place, after waiting for whoever has it.

    The lock is the kernel's: it ends with its process, so a killed run leaves none behind.
    Leftovers of killed runs are removed. Raises SmarketingError when waiting took too long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("a+") as lock:
        _wait_for(lock, folder, say, wait_seconds)
        lock.seek(0)
        lock.truncate()
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, lock)
        lock.flush()
        remove_leftovers(folder)
        try:
            yield
        finally:
            lock.seek(0)
            lock.truncate()


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary copies that killed runs left; call it with the lock held."""
    for path in folder.glob(f"{TEMPORARY_PREFIX}*.duckdb*"):
        path.unlink(missing_ok=True)


def read_stamp(warehouse: Path) -> Stamp | None:
    """Return the stamp of a warehouse, None where there is no file or an empty one.

    Raises DataRefused for a file that is no warehouse of this project (it is never replaced), and
    SmarketingError for one that another program has open for writing.
    """
    if not warehouse.exists() or warehouse.stat().st_size == 0:
        return None
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            row = connection.execute(
                "select as_of, exports_folder, is_sample, newest_event_date from core.run"
            ).fetchone()
            return Stamp(*row)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise SmarketingError(
                f"{warehouse} is open for writing in another program, which keeps this run from "
                f"reading it; close that program and run again. ({_first_line(error)})"
            ) from None
        raise _not_a_warehouse(warehouse) from None
    except (duckdb.Error, TypeError):
        raise _not_a_warehouse(warehouse) from None


def is_back_in_time(build: Stamp, published: Stamp | None) -> bool:
    """Say whether publishing the build would replace a later day of the same exports."""
    return (
        published is not None
        and published.exports_folder == build.exports_folder
        and published.as_of is not None
        and build.as_of < published.as_of
    )


def publish(build_file: Path, warehouse: Path) -> None:
    """Copy the build file to the warehouse in one step that either happens or doesn't."""
    temporary = _copy_beside(build_file, warehouse.parent, "publish")
    temporary.replace(warehouse)
    _flush_folder(warehouse.parent)


@contextmanager
def temporary_warehouse(build_file: Path) -> Iterator[Path]:
    """Yield a copy of the build file to render an older month from; it is removed afterwards."""
    temporary = _copy_beside(build_file, build_file.parent, "month")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _copy_beside(build_file: Path, folder: Path, purpose: str) -> Path:
    if build_file.with_name(build_file.name + ".wal").exists():
        raise SmarketingError(
            f"{build_file} is still being written (it has a .wal file); close the program that "
            "has it open and run again."
        )
    temporary = folder / f"{TEMPORARY_PREFIX}{purpose}-{os.getpid()}.duckdb"
    try:
        shutil.copyfile(build_file, temporary)
        with temporary.open("rb") as copied:
            os.fsync(copied.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise SmarketingError(
            f"{build_file} could not be copied to {folder}: {error.strerror}; "
            "the published warehouse is as it was."
        ) from None
    return temporary


def _wait_for(lock, folder: Path, say: Callable[[str], None], wait_seconds: float) -> None:
    """Take the flock, telling who holds it now and then."""
    started = time.monotonic()
    reminded_at = -REMINDER_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - started
        holder = _holder(lock)
        if waited >= wait_seconds:
            raise SmarketingError(
                f"Another run ({holder}) has been building in {folder} for more than "
                f"{wait_seconds:.0f} seconds; wait for it to end or stop it, then run again."
            )
        if waited - reminded_at >= REMINDER_SECONDS:
            say(f"Waiting: another run ({holder}) is building in {folder}.")
            reminded_at = waited
        time.sleep(min(0.5, wait_seconds))


def _holder(lock) -> str:
    lock.seek(0)
    try:
        holder = json.loads(lock.read())
        return f"process {holder['pid']} on {holder['host']}"
    except (ValueError, KeyError, TypeError):
        return "a process that just started"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_a_warehouse(warehouse: Path) -> DataRefused:
    return DataRefused(
        f"WAREHOUSE={warehouse} exists and is not a warehouse of this project, so it is left "
        "alone; name another file or remove it yourself."
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
