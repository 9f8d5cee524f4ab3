"""Copies changed files into staging and looks at their whole columns before anything is written."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import duckdb

from smarketing.contract import Column
from smarketing.loading import ambiguity
from smarketing.loading.chats import stage_chats
from smarketing.loading.copy_cells import Staged, stage
from smarketing.loading.lookup_answers import answered_otherwise
from smarketing.loading.lookups import build_lookup
from smarketing.loading.progress import Job, Run
from smarketing.loading.reading import IS_TIME, Reading
from smarketing.loading.recognise import understand
from smarketing.loading.report_shape import fill_groups, footer_row
from smarketing.loading.typing_sql import identifier
from smarketing.text.conventions import FALSE_WORDS, TRUE_WORDS
from smarketing.text.words import match_key

# Among the words of a vocabulary: every one that the others don't name.
ANY_OTHER_WORD = "*"


def stage_and_learn(run: Run, jobs: list[Job], threads: Executor) -> None:
    """Stage every file that has to be read and learn how its columns are written.

    threads: where that is done, for some files after what is being staged there already.
    Raises DataRefused with every problem: unreadable rows, undecidable dates or numbers.
    """
    completed_anew = run.completed_anew(jobs)
    tables = _build_lookups(run, jobs, [*_to_read(jobs), *completed_anew])
    for job in answered_otherwise(completed_anew, tables, run.connection):
        job.is_unchanged = False
        if not job.sniffed:
            run.attempt(understand, run, job)
    run.stop_at_problems()
    working = _to_read(jobs)
    unchanged = [job for job in jobs if job.is_unchanged]
    stage_chats(run, [job for job in working if job.sniffed.kind == "chat"], unchanged, tables)
    learn = partial(_stage_and_learn, run, tables)
    run.attempt_each(learn, working, threads, done="looked at the columns of")
    for job in working:
        for reading in job.readings:
            run.attempt(_decide_order, run, job, reading, jobs)
    run.stop_at_problems()


def _to_read(jobs: list[Job]) -> list[Job]:
    return [job for job in jobs if job.plans and not job.is_unchanged]


def _build_lookups(run: Run, jobs: list[Job], working: list[Job]) -> dict[tuple[Path, str], str]:
    """Return {(folder, lookup): staging table} of the lookups that one of these files needs."""
    needed = {(job.file.folder, name) for job in working for name in job.role["needs"]}
    parts: dict[tuple[Path, str], list[Job]] = {}
    for job in jobs:
        for lookup in job.lookups:
            if (job.file.folder, lookup.name) in needed:
                parts.setdefault((job.file.folder, lookup.name), []).append(job)
    tables = {}
    for key, found in parts.items():
        for job in found:
            if not job.sniffed:
                run.attempt(understand, run, job)
            if job.sniffed and not job.staged:
                job.staged = run.attempt(_staged, run, job)
        run.stop_at_problems()
        staged = [job.staged for job in found]
        spec = found[0].spec
        lookup = spec.lookups[key[1]]
        table = run.attempt(build_lookup, lookup, staged, run.workshop, spec.id_style)
        if table:
            tables[key] = table
    return tables


def _stage_and_learn(run: Run, tables: dict[tuple[Path, str], str], job: Job) -> None:
    if job.sniffed.kind != "chat":
        job.staged = job.staged or _staged(run, job)
    if job.staged:
        _learn(run, job, tables)


def _staged(run: Run, job: Job) -> Staged:
    return job.staging.result() if job.staging else stage(job.sniffed, run.workshop)


def _learn(run: Run, job: Job, tables: dict[tuple[Path, str], str]) -> None:
    fill_groups(job.staged, run.workshop)
    # Headers by which a lookup is found stay in extra: they name the record's company.
    used = set().union(*(plan.consumed for plan in job.plans))
    positions = range(len(job.sniffed.layout.headers))
    unmapped = [
        p
        for p in positions
        if p not in used
        and not job.spec.is_ignored(job.sniffed.layout.headers[p])
        and _has_text(run, job, p)
    ]
    footer = footer_row(job.staged, job.spec.footer, run.workshop.connection)
    folder = job.file.folder
    for plan in job.plans:
        lookups = {n: tables[folder, n] for n in plan.lookup_keys if (folder, n) in tables}
        reading = Reading(plan, job.staged, lookups, unmapped, footer)
        learn(reading, run.workshop.connection, job.file.name, folder.name)
        job.readings.append(reading)


def _has_text(run: Run, job: Job, position: int) -> bool:
    """A column without header counts only if some cell is filled (trailing commas don't)."""
    if job.sniffed.layout.headers[position]:
        return True
    query = f"select count(nullif(trim(c{position}), '')) from {job.staged.table}"
    return run.workshop.connection.execute(query).fetchone()[0] > 0


def _decide_order(run: Run, job: Job, reading: Reading, jobs: list[Job]) -> None:
    """Give every ambiguous column its day/month order; raises DataRefused if nothing decides."""
    spec_order = reading.plan.entry.locale.dates
    for name, profile in reading.profiles.items():
        profile.order = ambiguity.own_order(profile, spec_order)
        if profile.order or not ambiguity.needs_order(profile):
            continue
        orders = {job.day_order} - {None}
        if not orders:
            orders = _orders_of_system(run, job, jobs)
            job.borrows_order = True
        if len(orders) != 1:
            column, position = name.rsplit("__", 1)
            header = reading.plan.sources[column][int(position)].header
            example = run.workshop.connection.execute(
                f'select min("{name}") from ({reading.texts([name])}) '
                f"where regexp_matches(\"{name}\", '^\\d{{1,2}}[-/. ]\\d{{1,2}}')"
            ).fetchone()[0]
            raise ambiguity.undecided_dates(job.file.name, header, example, job.file.folder.name)
        profile.order = orders.pop()


def _orders_of_system(run: Run, job: Job, jobs: list[Job]) -> set[str]:
    """Return the day/month orders that other columns and files of the system show."""
    of_system = [other for other in jobs if other.spec.system == job.spec.system]
    kept = {
        run.known[other.file.name].day_order
        for other in of_system
        if other.is_unchanged and other.file.name in run.known
    }
    return ({other.day_order for other in of_system} | kept) - {None}


def learn(reading: Reading, connection: duckdb.DuckDBPyConnection, file: str, folder: str) -> None:
    """Look at the whole file once: kinds of dates, decimal signs, words of closed vocabularies.

    Raises DataRefused where the decimal sign can't be decided; day/month order is left to the
    caller, who knows the other files of the system.
    """
    entity = reading.plan.entity
    names = {
        name: (column, source)
        for column in entity.columns.values()
        for name, source in reading.sources(column.name)
    }
    times = [name for name, (column, _) in names.items() if column.data_type in IS_TIME]
    reading.profiles = ambiguity.profile_times(connection, reading.texts, times)
    reading.days = ambiguity.columns_of_days(connection, reading.texts, reading.profiles)
    if reading.days:
        reading.profiles |= ambiguity.profile_times(connection, reading.texts, reading.days)
    for name, (column, source) in names.items():
        texts = reading.texts([name])
        if column.data_type in (*IS_TIME, "varchar", "boolean"):
            _learn_words(reading, connection, name, column, texts)
        elif source.is_machine:
            reading.signs[name] = "."
        else:
            spec_sign = reading.plan.entry.locale.decimal
            found = ambiguity.NumberEvidence()
            if not spec_sign:
                found = ambiguity.weigh_numbers(
                    connection, texts, name, column.data_type == "bigint"
                )
            reading.signs[name] = ambiguity.decimal_sign(
                found, spec_sign, file, source.header, folder
            )


def _learn_words(
    reading: Reading,
    connection: duckdb.DuckDBPyConnection,
    name: str,
    column: Column,
    texts: str,
) -> None:
    """Translate each distinct word of a vocabulary column in Python, once."""
    given = reading.plan.entry.values.get(column.name, {})
    if column.data_type == "boolean":
        known = dict.fromkeys(TRUE_WORDS, "true")
        known |= dict.fromkeys(FALSE_WORDS, "false")
        known |= {match_key(raw): word for word, raws in given.items() for raw in raws}
    elif column.data_type == "varchar" and (column.values or given):
        known = {match_key(value): value for value in column.values}
        known |= {match_key(raw): word for word, raws in given.items() for raw in raws}
    else:
        return
    query = (
        f"select distinct {identifier(name)} from ({texts}) where {identifier(name)} is not null"
    )
    words = [row[0] for row in connection.execute(query).fetchall()]
    reading.dictionaries[name] = {
        word: known.get(match_key(word), known.get(ANY_OTHER_WORD))
        for word in words
        if match_key(word) in known or ANY_OTHER_WORD in known
    }
    if len(reading.dictionaries[name]) == len(words):
        reading.spotless.add(name)
