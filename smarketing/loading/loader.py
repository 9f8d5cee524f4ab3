"""Fills the raw schema of a build file from a folder of exports.

In this order, so that nothing is replaced before everything is known to be readable: find the
files, sniff each, plan which header feeds which column, copy the cells into staging tables (of one
file while the next is sniffed), look at whole columns, count faults; then write everything.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from smarketing.contract import load_contract
from smarketing.loading import ledger
from smarketing.loading.files import find_files
from smarketing.loading.progress import Job, LoadResult, Run
from smarketing.loading.recognise import mark, sort_out
from smarketing.loading.telephone_table import TelephoneTable
from smarketing.loading.telephones import Numbering
from smarketing.loading.typing_sql import literal
from smarketing.loading.unconfirmed import count_unconfirmed, sentence_of_system
from smarketing.loading.undated import date_undated
from smarketing.loading.whole_columns import stage_and_learn
from smarketing.loading.workshop import Workshop
from smarketing.loading.writing import look_through, write_files
from smarketing.paths import PROJECT, SAMPLE_MARKER

# Enough for 20 million rows; DuckDB spills to disk beyond it. As in profiles.yml.
MEMORY_LIMIT = os.environ.get("SMARKETING_MEMORY_LIMIT", "3GB")


def load(
    exports: Path,
    build_file: Path,
    *,
    numbering: Numbering | None = None,
    team: dict[str, str] | None = None,
    say: Callable[[str], object] = print,
) -> LoadResult:
    """Load a folder of exports into schema raw of a DuckDB file, all or nothing.

    Files that are unchanged since the last load of the same folder are not read again; rows of
    files that are gone leave. `numbering` tells the country of telephone numbers that name none
    (the shipped settings by default), `team` who of the company goes by which name in chats. `say`
    gets one line per file. Raises DataRefused, one line per problem, with the build file as it was;
    after any other end the next load begins afresh.
    """
    exports, build_file = Path(exports), Path(build_file)
    build_file.parent.mkdir(parents=True, exist_ok=True)
    folder = build_file.with_name(build_file.name + ".staging")
    shutil.rmtree(folder, ignore_errors=True)  # left by a killed run
    folder.mkdir()
    connection = duckdb.connect(str(build_file))
    try:
        for setting in (
            "set TimeZone = 'UTC'",
            "set autoinstall_known_extensions = false",
            # Row numbers come from the order of insertion.
            "set preserve_insertion_order = true",
            f"set memory_limit = '{MEMORY_LIMIT}'",
            f"set temp_directory = {literal(str(folder / 'spill'))}",
            # In memory, from where DuckDB spills what is too much; a file would be written whole,
            # and cells that are not compressed would be spilled sooner.
            # Not named staging: the build file has a schema of that name.
            "attach ':memory:' as loading_scratch (compress)",
        ):
            connection.execute(setting)
        with connection.cursor() as cursor:
            cursor.execute("set TimeZone = 'UTC'")
            workshop = Workshop(folder, cursor)
            numbering = numbering or Numbering.of_settings(PROJECT / "seeds")
            contract = load_contract()
            return _load(Run(exports, connection, workshop, say, contract, numbering, team or {}))
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _load(run: Run) -> LoadResult:
    files = find_files(run.exports)
    folder = str(run.exports.resolve())
    known = ledger.read_ledger(run.connection, run.contract, folder)
    run.known = known or {}
    with run.workshop.threads() as threads:
        jobs, rest = sort_out(run, files, threads)
        stage_and_learn(run, jobs, threads)
    mark(jobs)  # again: now it is known whose days others explain
    changed = [job for job in jobs if not job.is_unchanged]
    look_through(run, changed)
    run.connection.execute("begin")
    if known is None:
        ledger.start_afresh(run.connection, run.contract)
    run.connection.execute("delete from raw._run")  # until all is written
    _forget_changed(run, jobs)
    for job in run.completed_anew(jobs):
        ledger.note_completed(run.connection, job.file.name, job.completed_by)
    if not run.result.files_unchanged:  # perhaps read by another version of the library
        run.connection.execute("delete from raw._telephones")
    run.connection.execute("commit")
    # Two threads of one statement leave half-filled row groups, which are then written twice.
    run.connection.execute("set threads = 1")
    # Rows are compressed as they come, not by one thread when they are committed.
    run.connection.execute("set write_buffer_row_group_count = 1")
    telephones = TelephoneTable(run.contract, run.numbering)
    write_files(run, changed, telephones)
    run.connection.execute("begin")
    for system, headers in count_unconfirmed(run.connection):
        run.say(f"{system}: {sentence_of_system(headers)}")
    for file in rest:
        note = "not a table (CSV, Excel .xlsx or Parquet); not read"
        run.report_unread(file.name, note)
    date_undated(run.connection)
    telephones.write(run.connection)
    ledger.write_systems(run.connection, [job.spec for job in jobs])
    is_sample = any((f / SAMPLE_MARKER).exists() for f in (run.exports, run.exports.parent))
    run.connection.execute("insert into raw._run values (?, ?)", [folder, is_sample])
    run.connection.execute("commit")
    return run.result


def _forget_changed(run: Run, jobs: list[Job]) -> None:
    kept = {job.file.name for job in jobs if job.is_unchanged}
    present = {job.file.name for job in jobs}
    gone = [name for name in run.known if name not in kept]
    ledger.forget(run.connection, run.contract, gone)
    run.result.files_unchanged = len(kept)
    run.result.files_removed = len([name for name in gone if name not in present])
