"""`make bench`: what a run costs on the sample, against DuckDB merely copying the same files.

The yardstick is `create table … as from read_csv(…, all_varchar = true)`, one table per kind of
file, in the same run: ratios carry over between machines, seconds don't.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

from smarketing.dev.bench_attribution import bench_attribution
from smarketing.dev.bench_month import bench_month
from smarketing.dev.bench_peers import bench_attempt_curve
from smarketing.dev.lint_and_test import places_of_sample_run
from smarketing.paths import PROJECT, Period, Places
from smarketing.run import sample_company
from smarketing.run.commands import render_month
from smarketing.run.pipeline import built_warehouse
from smarketing.run.project import project_of
from smarketing.warehouse import build as dbt_build

Say = Callable[[str], None]
BENCH_FOLDER = PROJECT / "target" / "bench"
MEMORY_INTERVAL_SECONDS = 0.2
# Groups of models, timed once more by themselves: their folders, and the entities whose files they
# are measured against.
TOPICS = {
    "attribution": (("attribution",), ("touchpoints",)),
    "qualification": (("qualification",), ("touchpoints",)),
    "attempt curve, SLA and follow-up": (
        ("contact", "sla"),
        ("leads", "lead_stage_changes", "contact_attempts", "tasks", "opportunities"),
    ),
}


@dataclass(frozen=True)
class Measured:
    """What one scale cost: rows of its exports, seconds per step and topic, those of the copy."""

    scale: float
    rows: int
    seconds: dict[str, float]
    yardstick_seconds: float


def bench(scales: Sequence[float], *, say: Say = print) -> None:
    """Time each step at each scale (1 is about 12,000 leads) and tell it as soon as it is known."""
    before = None
    for scale in scales:
        folder = BENCH_FOLDER / f"scale-{scale:g}"
        sample_company.ensure(folder / "sample", scale=scale, say=say)
        measured = _measure(folder, scale, say)
        if before:
            _say_growth(before, measured, say)
        before = measured
    bench_attribution(say=say)


def _say_growth(before: Measured, after: Measured, say: Say) -> None:
    say(
        f"from scale {before.scale:g} to {after.scale:g}: {after.rows / before.rows:.1f} × the rows"
    )
    for step, seconds in after.seconds.items():
        say(f"  {step}: {seconds / before.seconds[step]:.1f} × the time")
    growth = after.yardstick_seconds / before.yardstick_seconds
    say(f"  yardstick: {growth:.1f} × the time")


def _measure(folder: Path, scale: float, say: Say) -> Measured:
    places = places_of_sample_run(folder)
    for leftover in places.warehouse.parent.glob("*.duckdb*"):
        leftover.unlink()
    with _peak_memory() as peak, built_warehouse(places, Period(None), say=say) as built:
        started = time.monotonic()
        render_month(built, places.out, ["es"], say=say)
        seconds = {**built.seconds, "render": time.monotonic() - started}
    rows, yardstick_seconds = _yardstick(places.exports, places.warehouse, folder)
    say(
        f"scale {scale:g}: {rows:,} rows of exports; peak memory {peak[0] / 2**30:.2f} GiB; "
        f"yardstick (DuckDB copying the files) {yardstick_seconds:.1f} s"
    )
    both = {"load + build": seconds["load"] + seconds["build"]}
    for step, value in {**seconds, **both}.items():
        say(f"  {step}: {value:.1f} s, {value / yardstick_seconds:.1f} × the yardstick")
    bench_month(places.exports, folder / "month", seconds, say=say)
    for topic, (folders, entities) in TOPICS.items():
        seconds[topic] = _measure_topic(places, folder, topic, folders, entities, say)
    return Measured(scale, rows, {**seconds, **both}, yardstick_seconds)


def _measure_topic(
    places: Places,
    folder: Path,
    topic: str,
    folders: Sequence[str],
    entities: Sequence[str],
    say: Say,
) -> float:
    """Run one topic's models by themselves, from the first one's start to the last one's end."""
    say(f"Timing {topic}")
    paths = [f"path:models/marts/{name}" for name in folders]
    project = project_of(places, Period(None), "complete_month")
    results = dbt_build.invoke(
        project, ["run", "--select", *paths], manifest=dbt_build.manifest_of(project)
    )
    times = [
        moment
        for result in results
        for timing in result.timing
        for moment in (timing.started_at, timing.completed_at)
        if moment is not None
    ]
    seconds = (max(times) - min(times)).total_seconds()
    rows, yardstick_seconds = _yardstick(places.exports, places.build_file, folder, entities)
    say(
        f"  {topic}: {len(results)} models, {seconds:.1f} s; copy of their files"
        f" ({rows:,} rows of {', '.join(entities)}) {yardstick_seconds:.1f} s;"
        f" ratio {seconds / yardstick_seconds:.1f}"
    )
    if "contact" in folders:
        bench_attempt_curve(places.build_file, results, say)
    return seconds


@contextmanager
def _peak_memory() -> Iterator[list[int]]:
    """Yield a list whose only number becomes the peak resident bytes, child processes included."""
    peak, is_over = [0], threading.Event()

    def watch() -> None:
        process = psutil.Process()
        while not is_over.wait(MEMORY_INTERVAL_SECONDS):
            total = 0
            for member in [process, *process.children(recursive=True)]:
                try:
                    total += member.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], total)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()


def _yardstick(
    exports: Path, warehouse: Path, folder: Path, entities: Sequence[str] = ()
) -> tuple[int, float]:
    """Copy the files, or those of some entities, and return (rows loaded from them, seconds)."""
    wanted = f"where entity in {_sql_tuple(entities)}" if entities else ""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select sum(rows_read) from raw._files {wanted}").fetchone()[0]
        files = connection.execute(
            f"select distinct file, encoding, delimiter from raw._files {wanted} order by file"
        ).fetchall()
    kinds: dict[tuple, list[str]] = {}
    for file, encoding, delimiter in files:
        kind = re.sub(r"[\d_-]+", "-", str(Path(file).with_suffix("")))
        kinds.setdefault((kind, Path(file).suffix, encoding, delimiter), []).append(file)
    target = folder / "yardstick.duckdb"
    target.unlink(missing_ok=True)
    started = time.monotonic()
    with duckdb.connect(str(target), config={"threads": 2}) as connection:
        for number, ((_, suffix, encoding, delimiter), names) in enumerate(kinds.items()):
            paths = [str(exports / name) for name in names]
            if suffix == ".parquet":
                reader, options = "read_parquet", ""
            elif suffix == ".xlsx":
                continue
            else:
                reader = "read_csv"
                options = (
                    ", all_varchar = true, union_by_name = true, strict_mode = false,"
                    f" ignore_errors = true, delim = '{delimiter or ','}',"
                    f" encoding = '{_duckdb_encoding(encoding)}'"
                )
            connection.execute(
                f"create table kind_{number} as from {reader}({_sql_list(paths)}{options})"
            )
    seconds = time.monotonic() - started
    target.unlink(missing_ok=True)
    return int(rows), seconds


def _duckdb_encoding(encoding: str | None) -> str:
    name = (encoding or "utf-8").lower()
    if "16" in name:
        return "utf-16"
    return "utf-8" if "utf" in name or "ascii" in name else "latin-1"


def _sql_list(texts: Sequence[str]) -> str:
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def _sql_tuple(texts: Sequence[str]) -> str:
    return "(" + _sql_list(texts)[1:-1] + ")"
