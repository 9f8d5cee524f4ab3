"""The state of one load: what is known, the files on their way into raw, what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading import ambiguity
from smarketing.loading.copy_cells import Sniffed, Staged
from smarketing.loading.files import ExportFile
from smarketing.loading.ledger import LedgerRow
from smarketing.loading.plan import EntryPlan
from smarketing.loading.reading import Reading
from smarketing.loading.specs import Lookup, Spec
from smarketing.loading.telephones import Numbering
from smarketing.loading.workshop import Workshop
from smarketing.now_and_then import NowAndThen


@dataclass(frozen=True)
class FileReport:
    """What became of one file as one entity (None: no entry reads it, `note` says why)."""

    file: str
    entity: str | None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_not_used: int = 0
    note: str = ""


@dataclass
class LoadResult:
    """What a load did: a report per file and entity, and how many files were read or kept."""

    files: list[FileReport] = field(default_factory=list)
    files_read: int = 0
    files_unchanged: int = 0
    files_removed: int = 0

    @property
    def rows_loaded(self) -> int:
        """Rows now in raw that come from files read in this load."""
        return sum(report.rows_loaded for report in self.files)


@dataclass
class Job:
    """One file on its way into raw.

    `role` is what the ledger keeps: fingerprint of the spec, name of the lookup that the file is,
    names of those that it completes beside its rows, names of those that it needs, and whether
    other files of its system say which of its days are days (`borrows_order`). `mark` and
    `completed_by` are fingerprints of what its rows depend on besides its bytes: the second of the
    files of its lookups. `sniffed` stays None for files that need not be read again. `staging`
    becomes what `staged` is.
    """

    file: ExportFile
    sha256: str
    spec: Spec
    role: dict = field(default_factory=dict)
    mark: str = ""
    completed_by: str = ""
    is_unchanged: bool = False
    sniffed: Sniffed | None = None
    plans: list[EntryPlan] = field(default_factory=list)
    note: str = ""
    staging: Future[Staged] | None = None
    staged: Staged | None = None
    readings: list[Reading] = field(default_factory=list)
    cell_kinds: list[tuple] = field(default_factory=list)

    @property
    def lookup(self) -> Lookup | None:
        """The lookup that this file is, if it is one."""
        name = self.role.get("lookup")
        return self.spec.lookups[name] if name else None

    @property
    def lookups(self) -> list[Lookup]:
        """Every lookup that this file completes, also those beside its own rows."""
        beside = [self.spec.lookups[name] for name in self.role.get("beside", [])]
        return [*beside, self.lookup] if self.lookup else beside

    @property
    def borrows_order(self) -> bool:
        """Whether the day/month order of its days is that of the system's other files."""
        return self.role.get("borrows_order", False)

    @borrows_order.setter
    def borrows_order(self, value: bool) -> None:
        self.role["borrows_order"] = value

    @property
    def day_order(self) -> str | None:
        """The day/month order that the file's own cells show, if they show one."""
        if self.staged and self.staged.day_order:
            return self.staged.day_order
        orders = {
            ambiguity.own_order(profile, None)
            for reading in self.readings
            for profile in reading.profiles.values()
        } - {None}
        return orders.pop() if len(orders) == 1 else None


@dataclass
class Run:
    """One load: where it reads and writes, what it knows, the problems found so far.

    team: {name or alias as chats show it, without case and accents: member of the team}.
    """

    exports: Path
    connection: duckdb.DuckDBPyConnection
    workshop: Workshop
    say: Callable[[str], object]
    contract: dict[str, Entity]
    numbering: Numbering
    team: dict[str, str] = field(default_factory=dict)
    known: dict[str, LedgerRow] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    result: LoadResult = field(default_factory=LoadResult)

    def __post_init__(self) -> None:
        self.progress = NowAndThen(self.say)

    def completed_anew(self, jobs: Sequence[Job]) -> list[Job]:
        """Return the unchanged files whose lookups are other files than when they were read.

        Of their rows these need not say anything else.
        """
        return [
            job
            for job in jobs
            if job.is_unchanged and self.known[job.file.name].completed_by != job.completed_by
        ]

    def attempt(self, step: Callable, *arguments):
        """Run a step; a refusal is collected, so that a person sees all problems at once."""
        try:
            return step(*arguments)
        except DataRefused as refusal:
            self.problems.append(str(refusal))
            return None

    def attempt_each(
        self, step: Callable, jobs: Sequence[Job], threads: Executor, *, done: str
    ) -> None:
        """Run a step on every file in these threads; refusals come in the files' order.

        done: what is said, now and then, to have been done with so many of them.
        """
        running = [threads.submit(step, job) for job in jobs]
        for number, one in enumerate(running, start=1):
            self.attempt(one.result)
            self.progress.say(f"  {done} {number} of {len(jobs)} files")

    def stop_at_problems(self) -> None:
        """Raise DataRefused with one line per problem, if there is one."""
        if self.problems:
            raise DataRefused("\n".join(self.problems))

    def report(self, report: FileReport) -> None:
        """Report what became of a file as one entity."""
        self.result.files.append(report)
        text = f"{report.file} → {report.entity}: {report.rows_loaded:,} rows"
        text += f", {report.rows_rejected:,} rejected" if report.rows_rejected else ""
        self.say(text + (f", {report.rows_not_used:,} not used" if report.rows_not_used else ""))

    def report_unread(self, file: str, note: str) -> None:
        """Report a file whose rows go into no table, and why."""
        self.result.files.append(FileReport(file, None, note=note))
        self.say(f"{file}: {note}")
