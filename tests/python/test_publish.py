"""Publishing: one writer, a whole file or none, never back in time."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from smarketing.errors import DataRefused, SmarketingError
from smarketing.warehouse import publish


def write_warehouse(path: Path, as_of: str, *, exports: str = "exports", rows: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core")
        connection.execute(
            "create table core.run as select cast(? as date) as as_of, ? as exports_folder,"
            " false as is_sample, cast(? as date) as newest_event_date",
            [as_of, exports, as_of],
        )
        connection.execute(f"create table facts as select range as id from range({rows})")
    return path


def count_facts(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select count(*) from facts").fetchone()[0]


def run_python(code: str, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], text=True, **options)


def test_publish_replaces_the_file_and_leaves_nothing_else(tmp_path):
    build = write_warehouse(tmp_path / "build.duckdb", "2026-10-31", rows=20)
    warehouse = write_warehouse(tmp_path / "smarketing.duckdb", "2026-09-30", rows=10)
    publish.publish(build, warehouse)
    assert count_facts(warehouse) == 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build.duckdb", "smarketing.duckdb"]


def test_publish_under_an_open_reader(tmp_path):
    build = write_warehouse(tmp_path / "build.duckdb", "2026-10-31", rows=20)
    warehouse = write_warehouse(tmp_path / "smarketing.duckdb", "2026-09-30", rows=10)
    reader = run_python(
        f"""
        import duckdb, sys
        connection = duckdb.connect({str(warehouse)!r}, read_only=True)
        print(connection.execute("select count(*) from facts").fetchone()[0], flush=True)
        sys.stdin.readline()
        print(connection.execute("select count(*) from facts").fetchone()[0], flush=True)
        """,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert reader.stdout.readline() == "10\n"
    publish.publish(build, warehouse)
    assert count_facts(warehouse) == 20
    output, _ = reader.communicate("\n", timeout=30)
    assert output == "10\n", "an open reader keeps the file it opened"


@pytest.mark.parametrize("moment", ["shutil.copyfile", "os.fsync", "pathlib.Path.replace"])
def test_killed_while_publishing(tmp_path, moment):
    build = write_warehouse(tmp_path / "build.duckdb", "2026-10-31", rows=20_000)
    warehouse = write_warehouse(tmp_path / "smarketing.duckdb", "2026-09-30", rows=10)
    module, _, name = moment.rpartition(".")
    killed = run_python(
        f"""
        import os, pathlib, shutil, signal
        from smarketing.warehouse import publish

        def die(source, target=None, *_):
            if {name!r} == "copyfile":
                pathlib.Path(target).write_bytes(pathlib.Path(source).read_bytes()[:5000])
            os.kill(os.getpid(), signal.SIGKILL)

        {module}.{name} = die
        folder = pathlib.Path({str(tmp_path)!r})
        with publish.writer_lock(folder, say=print):
            publish.publish(folder / "build.duckdb", folder / "smarketing.duckdb")
        """
    )
    assert killed.wait(30) == -signal.SIGKILL
    assert count_facts(warehouse) == 10
    assert list(tmp_path.glob(".smarketing-publish-*")), "the kill came too early to test anything"
    with publish.writer_lock(tmp_path, say=print, wait_seconds=5):
        assert not list(tmp_path.glob(".smarketing-publish-*")), "the next run cleans up"
        publish.publish(build, warehouse)
    assert count_facts(warehouse) == 20_000


def test_second_run_waits_and_names_the_first(tmp_path):
    holder = run_python(
        f"""
        import pathlib, time
        from smarketing.warehouse import publish
        with publish.writer_lock(pathlib.Path({str(tmp_path)!r}), say=print):
            print("held", flush=True)
            time.sleep(1.5)
        """,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == "held\n"
    said = []
    started = time.monotonic()
    with publish.writer_lock(tmp_path, say=said.append, wait_seconds=30):
        waited = time.monotonic() - started
    assert 0.5 < waited < 15
    assert len(said) == 1
    assert f"process {holder.pid}" in said[0]
    assert holder.wait(10) == 0


def test_second_run_gives_up_and_says_who_holds_the_lock(tmp_path):
    with (
        publish.writer_lock(tmp_path, say=print),
        pytest.raises(SmarketingError, match=f"process {os.getpid()} on ") as refused,
        publish.writer_lock(tmp_path, say=print, wait_seconds=0),
    ):
        pass
    assert refused.value.exit_code == 1


def test_lock_of_a_dead_process_is_free(tmp_path):
    holder = run_python(
        f"""
        import pathlib, time
        from smarketing.warehouse import publish
        with publish.writer_lock(pathlib.Path({str(tmp_path)!r}), say=print):
            print("held", flush=True)
            time.sleep(60)
        """,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait(10)
    said = []
    with publish.writer_lock(tmp_path, say=said.append, wait_seconds=0):
        pass
    assert said == []


@pytest.mark.parametrize(
    ("build_day", "build_exports", "expected"),
    [
        ("2026-09-30", "exports", True),
        ("2026-10-31", "exports", False),
        ("2026-11-12", "exports", False),
        ("2026-09-30", "other", False),
    ],
)
def test_never_back_in_time_between_builds_of_the_same_exports(build_day, build_exports, expected):
    published = publish.Stamp(date(2026, 10, 31), "exports", False)
    build = publish.Stamp(date.fromisoformat(build_day), build_exports, False)
    assert publish.is_back_in_time(build, published) is expected
    assert publish.is_back_in_time(build, None) is False


def test_a_file_that_is_no_warehouse_is_never_replaced(tmp_path):
    letter = tmp_path / "letter.duckdb"
    letter.write_text("Dear all")
    with pytest.raises(DataRefused, match="is not a warehouse"):
        publish.read_stamp(letter)
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    with pytest.raises(DataRefused, match="is not a warehouse"):
        publish.read_stamp(other)
    assert publish.read_stamp(tmp_path / "absent.duckdb") is None


def test_disk_full_leaves_the_published_file(tmp_path, monkeypatch):
    build = write_warehouse(tmp_path / "build.duckdb", "2026-10-31", rows=20)
    warehouse = write_warehouse(tmp_path / "smarketing.duckdb", "2026-09-30", rows=10)

    def full(source, target):
        Path(target).write_bytes(b"part")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish.shutil, "copyfile", full)
    with pytest.raises(SmarketingError, match="No space left on device"):
        publish.publish(build, warehouse)
    assert count_facts(warehouse) == 10
    assert not list(tmp_path.glob(".smarketing-*"))
