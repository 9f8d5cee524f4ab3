"""Writes what is staged into raw: each file by one thread, two of them at a time.

A transaction is one connection's, and appending is one core's work; so the rows of a load are two
transactions. That both are there is said by `raw._run`, which is emptied before and filled after:
without it the next load begins afresh.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from smarketing.errors import DataRefused
from smarketing.loading.cell_kinds import count_cell_kinds
from smarketing.loading.insert import count_faults, insert, insert_unread
from smarketing.loading.lookup_answers import write_answers
from smarketing.loading.progress import FileReport, Job, Run
from smarketing.loading.telephone_table import TelephoneTable
from smarketing.loading.workshop import insert_rows


def look_through(run: Run, jobs: list[Job]) -> None:
    """Count the faults of every file and the kinds of its cells.

    Raises DataRefused with the problems of all of them.
    """
    with run.workshop.threads() as threads:
        run.attempt_each(partial(_look_through, run), jobs, threads, done="looked through")
    run.stop_at_problems()


def write_files(run: Run, jobs: list[Job], telephones: TelephoneTable) -> None:
    """Write every file, tell what became of it, and read its telephone numbers."""
    with (
        ThreadPoolExecutor(1) as reader,  # of telephone numbers, while the next files are written
        run.workshop.transactions() as writers,
    ):
        written = [writers.submit(_write, run, job, telephones, reader) for job in jobs]
        for job, reports in zip(jobs, written, strict=True):
            run.result.files_read += 1
            for report in reports.result():
                run.report(report)
            if not job.readings:
                used = f"completes other files ({job.lookup.name})" if job.lookup else job.note
                run.report_unread(job.file.name, used or "none of its columns belongs to an entity")


def _look_through(run: Run, job: Job) -> None:
    refusals = []
    for reading in job.readings:
        try:
            reading.faults = count_faults(reading, run.workshop.connection)
        except DataRefused as refusal:
            refusals.append(str(refusal))
    if refusals:
        raise DataRefused("\n".join(refusals))
    job.cell_kinds = count_cell_kinds(job, run.workshop.connection)


def _write(
    run: Run, job: Job, telephones: TelephoneTable, reader: ThreadPoolExecutor
) -> list[FileReport]:
    connection = run.workshop.connection
    reports = []
    for reading in job.readings:
        loaded, rejected, not_used = insert(reading, connection)
        entity = reading.plan.entity.name
        reports.append(
            FileReport(job.file.name, entity, loaded + rejected, loaded, rejected, not_used)
        )
        numbers = telephones.new_numbers(connection, entity, job.file.name)
        reader.submit(telephones.read_ahead, numbers)
    if not job.readings:
        insert_unread(job.sniffed, job.spec, job.lookup, connection)
    write_answers(job, connection)
    insert_rows(connection, "raw._cells", job.cell_kinds)
    connection.execute(
        "insert into raw._ledger values (?, ?, ?, ?, ?, ?)",
        [
            job.file.name,
            job.sha256,
            job.mark,
            job.completed_by,
            json.dumps(job.role),
            job.day_order,
        ],
    )
    return reports
