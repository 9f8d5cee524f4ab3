"""Loading and validating the exports: what has to hold before anything is published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from smarketing.contract import load_ledger_tables
from smarketing.errors import DataRefused
from smarketing.export_contracts import find_changes
from smarketing.loading.telephones import Numbering
from smarketing.report.frame.assets import write_atomically
from smarketing.validation import ValidationResult, Validator, page_html, results_rows
from smarketing.validation.assumed_currency import assumed_currencies

Say = Callable[[str], None]
PAGE_NAME = "validation.html"
SHOWN_ERRORS = 3
SHOWN_CHANGES = 10


def load_exports(
    exports: Path,
    build_file: Path,
    validator: Validator,
    *,
    numbering: Numbering,
    team: dict[str, str],
    currency: str,
    say: Say,
) -> None:
    """Load the exports into schema raw and hand it to the validator, which reads a copy.

    numbering: tells the country of telephone numbers that name none. team: who of the company goes
    by which name in chats. currency: which amounts that name none are taken for. Raises DataRefused
    for a file that can't be read; schema raw is then as it was.
    """
    from smarketing.loading import load

    load(exports, build_file, numbering=numbering, team=team, say=say)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for assumed in assumed_currencies(connection):
            say(f"  {assumed.sentence(currency)}")
    validator.read(build_file)


def judge_exports(
    validator: Validator,
    build_file: Path,
    out: Path,
    *,
    contracts: Path,
    locale: str,
    company: str,
    say: Say,
) -> None:
    """Wait for the verdict, write its page to OUT/validation.html and its rows to raw._validation.

    contracts: folder of the contracts with which the exports are compared. What changed since is
    for the systems' administrators: it stands on the page, not in raw._validation, which reports
    read. company: its name, which stands on the page.
    Raises DataRefused where a check of severity error failed or could not run.
    """
    result = validator.result()
    changes = find_changes(build_file, contracts)
    page = out / PAGE_NAME
    everything = ValidationResult(result.checks + tuple(changes))
    write_atomically(page, page_html(everything, locale, company).encode())
    if result.errors:
        messages = [
            f"{check.file}: {check.message('en')}" if check.file else check.message("en")
            for check in result.errors
        ]
        more = len(messages) - SHOWN_ERRORS
        shown = [f"- {message}" for message in messages[:SHOWN_ERRORS]]
        if more > 0:
            shown.append(f"- and {more} more")
        raise DataRefused(
            f"{len(messages)} checks of the exports failed, so nothing was published. "
            f"The page for their owner: {page}\n" + "\n".join(shown)
        )
    _store(result, build_file)
    for change in changes[:SHOWN_CHANGES]:
        say(f"  changed: {change.file}: {change.message('en')}")
    if len(changes) > SHOWN_CHANGES:
        say(f"  changed: {len(changes) - SHOWN_CHANGES} more differences from the contracts")
    if changes:
        say(f"  {page} lists them; `smarketing contract` accepts the exports as they are now")
    if result.warnings:
        say(f"{len(result.warnings)} warnings about the exports: {page}")


def _store(result: ValidationResult, build_file: Path) -> None:
    columns = load_ledger_tables()["_validation"]
    rows = [[row[name] for name in columns] for row in results_rows(result)]
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(f"create or replace table raw._validation ({typed})")
        if rows:
            connection.executemany(
                f"insert into raw._validation values ({', '.join('?' * len(columns))})", rows
            )
