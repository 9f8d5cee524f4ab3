"""Sorts the files of a folder: which are new or changed, what each is, which header feeds what."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from concurrent.futures import Executor
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading import ledger
from smarketing.loading.chats import is_chat, sniff_chat
from smarketing.loading.copy_cells import sniff_file, stage
from smarketing.loading.decoding import hash_bytes
from smarketing.loading.files import ExportFile, exported_at
from smarketing.loading.matching import matching_entries, side_lookups, skipped_because
from smarketing.loading.plan import EntryPlan, plan_entry
from smarketing.loading.progress import Job, Run
from smarketing.loading.spec_files import read_spec
from smarketing.loading.specs import CONTACTS, Entry, Lookup, Spec


def sort_out(
    run: Run, files: list[ExportFile], threads: Executor
) -> tuple[list[Job], list[ExportFile]]:
    """Return a job per table or chat, and the other files.

    Files that the ledger knows unchanged are marked and not sniffed; of others with rows the
    staging is begun in the threads.

    Raises DataRefused with every problem of every file, or if no file holds rows of an entity.
    """
    specs = {
        folder: run.attempt(read_spec, folder, run.contract)
        for folder in dict.fromkeys(file.folder for file in files)
    }
    run.stop_at_problems()
    contract_mark = json.dumps([ledger.raw_columns(entity) for entity in run.contract.values()])
    team_mark = json.dumps([sorted(run.team.items()), run.numbering.default_region])
    spec_marks = {
        folder: ledger.fingerprint(
            spec.fingerprint(), contract_mark, *([team_mark] if spec.chat else [])
        )
        for folder, spec in specs.items()
    }
    read = [f for f in files if f.is_table or is_chat(f, specs[f.folder])]
    jobs = [run.attempt(_job, file, specs[file.folder]) for file in read]
    jobs = _without_copies(run, [job for job in jobs if job])
    for number, job in enumerate(jobs, start=1):
        known = run.known.get(job.file.name)
        spec_mark = spec_marks[job.file.folder]
        is_known = known and known.sha256 == job.sha256
        if is_known and known.role.get("spec") == spec_mark:
            job.role = known.role
        else:
            job.role = {"spec": spec_mark}
            run.attempt(understand, run, job)
            if job.plans and job.sniffed.kind != "chat":
                job.staging = threads.submit(stage, job.sniffed, run.workshop)
        run.progress.say(f"  read the headers of {number} of {len(jobs)} files")
    mark(jobs)
    for job in jobs:
        known = run.known.get(job.file.name)
        marks = (job.sha256, job.mark)
        job.is_unchanged = bool(known and (known.sha256, known.fingerprint) == marks)
        if not job.is_unchanged and not job.sniffed and "needs" in job.role:
            # The same bytes, but what explains them has changed.
            run.attempt(understand, run, job)
    run.stop_at_problems()
    if not any(job.plans or job.is_unchanged for job in jobs):
        lines = [f"{job.file.name}: {job.note}." for job in jobs if job.note]
        raise DataRefused("\n".join(lines) or f"{run.exports}: no file holds rows of an entity.")
    return jobs, [file for file in files if file not in read]


def mark(jobs: list[Job]) -> None:
    """Give each job the fingerprints of all that its rows depend on besides its bytes.

    Its spec, whether others need it as a lookup, the people whom a chat may show and, where they
    tell the order of its days, all files of its system; apart from these its lookups, of which only
    the rows that it asks for count.
    """
    lookups: dict[tuple[Path, str], list[str]] = defaultdict(list)
    systems: dict[str, list[str]] = defaultdict(list)
    needed = {(job.file.folder, name) for job in jobs for name in job.role.get("needs", [])}
    for job in jobs:
        content = f"{job.file.name} {job.sha256}"
        systems[job.spec.system].append(f"{content} {job.role['spec']}")
        for lookup in job.lookups:
            lookups[job.file.folder, lookup.name].append(content)
    for job in jobs:
        parts = [job.role["spec"]]
        completing = []
        for name in job.role.get("needs", []):
            completing += lookups[job.file.folder, name]
        if job.role.get("is_chat"):
            parts += completing
        job.completed_by = ledger.fingerprint(*completing)
        parts += [one.name for one in job.lookups if (job.file.folder, one.name) in needed]
        if job.borrows_order:
            parts += systems[job.spec.system]
        job.mark = ledger.fingerprint(*parts)


def _job(file: ExportFile, spec: Spec) -> Job:
    return Job(file, hash_bytes(file.path, file.name), spec)


def _without_copies(run: Run, jobs: list[Job]) -> list[Job]:
    """Return the files without copies: of one content, those whose names have another date.

    What an export of today says again, word for word, is known to be true of today. A file without
    a date in its name counts where no other has its content.
    """
    chosen: dict[tuple[Path, str], dict[datetime.date | None, Job]] = defaultdict(dict)
    for job in sorted(jobs, key=lambda j: (exported_at(j.file.base_name) is None, j.file.name)):
        by_date = chosen[job.file.folder, job.sha256]
        day = exported_at(job.file.base_name)
        first = by_date.get(day) if day else next(iter(by_date.values()), None)
        if first is None:
            by_date[day] = job
            continue
        run.report_unread(job.file.name, f"the same content as {first.file.name}; counted once")
    counted = [job for by_date in chosen.values() for job in by_date.values()]
    return sorted(counted, key=lambda job: job.file.name)


def understand(run: Run, job: Job) -> None:
    """Sniff a file and plan what it feeds; raises DataRefused if it can't be read."""
    if is_chat(job.file, job.spec):
        job.sniffed = sniff_chat(job.file, job.sha256, run.workshop)
    else:
        known, after = job.spec.known_headers(), job.spec.table_after
        job.sniffed = sniff_file(job.file, job.sha256, known, run.workshop, after)
    layout = job.sniffed.layout
    items = matching_entries(job.file, layout.headers, job.spec)
    lookup = next((item for item in items if isinstance(item, Lookup)), None)
    job.role = {"spec": job.role["spec"], "lookup": lookup.name if lookup else None}
    if not lookup:
        entries = [item for item in items if isinstance(item, Entry)]
        plans = [run.attempt(_plan, run, job, entry) for entry in entries]
        job.plans = [plan for plan in plans if plan]
        by_entity = {plan.entry.entity: plan for plan in job.plans}
        for plan in job.plans:
            plan.rest_of = by_entity.get(plan.entry.rows_left_by)
        beside = side_lookups(job.file, layout.headers, job.spec)
        job.role["beside"] = [one.name for one in beside]
    job.role["needs"] = sorted({name for plan in job.plans for name in plan.lookup_keys})
    if job.sniffed.kind == "chat":
        job.role |= {"needs": [CONTACTS], "is_chat": True}
    if not items:
        beside = " and ".join(job.role.get("beside", []))
        told = f"completes other files ({beside})" if beside else None
        job.note = told or _why_unread(job.file, layout.headers, job.spec)


def _plan(run: Run, job: Job, entry: Entry) -> EntryPlan | None:
    layout = job.sniffed.layout
    return plan_entry(job.file, layout, entry, run.contract[entry.entity], job.spec)


def _why_unread(file: ExportFile, headers: list[str], spec: Spec) -> str:
    return skipped_because(file, headers, spec) or (
        f"no entry of {spec.system} knows this file; add one to {file.folder.name}/mapping.yml "
        "(`make mapping FILE=…` drafts it)"
    )
