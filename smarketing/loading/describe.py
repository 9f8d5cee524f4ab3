"""Says what a folder of exports would load."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb

from smarketing.contract import load_contract
from smarketing.loading.loader import load
from smarketing.loading.progress import FileReport, LoadResult
from smarketing.loading.unconfirmed import sentence, unconfirmed_of
from smarketing.paths import temporary_folder

EXAMPLES_PER_REASON = 3
WORDS_SHOWN = 5
WORD = "…"
WITH_STATES = ("leads", "opportunities", "tasks")
Look = Callable[[duckdb.DuckDBPyConnection], list[str]]


def describe(exports: Path, look: Look | None = None, **options: Any) -> str:
    """Return what loading the folder would give, file by file, without touching a warehouse.

    Names rows read, loaded and rejected with the most frequent reasons, cells that can't be read,
    and headers that no spec knows; look adds sentences about what was loaded. options are those of
    `load`. Raises DataRefused as a load would.
    """
    with temporary_folder("check-exports") as folder:
        build_file = folder / "check.duckdb"
        result = load(exports, build_file, say=lambda _: None, **options)
        with duckdb.connect(str(build_file), read_only=True) as connection:
            lines = [*_file_lines(result, connection), ""]
            odd = look(connection) if look else []
            if odd:
                lines += ["Worth a look:", *(f"    {sentence}" for sentence in odd), ""]
            return "\n".join([*lines, *_summary(result)])


def _file_lines(result: LoadResult, connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    told = set()
    for report in sorted(result.files, key=lambda r: (r.file, r.entity or "")):
        headers = unconfirmed_of(connection, report.file)
        if headers and report.file not in told:
            told.add(report.file)
            yield f"{report.file}: {sentence(headers)}"
        if report.entity is None:
            yield f"{report.file}: not read as rows ({report.note})"
            continue
        yield (
            f"{report.file} → {report.entity}: {report.rows_read:,} rows read, "
            f"{report.rows_loaded:,} loaded, {report.rows_rejected:,} rejected"
        )
        key = [report.file, report.entity]
        reasons = connection.execute(
            "select split_part(reason, ': ', 1) as why, count(*), "
            f"list(row_number order by row_number)[:{EXAMPLES_PER_REASON}] "
            "from raw._rejects where file = ? and entity = ? group by why order by 2 desc, 1",
            key,
        ).fetchall()
        for reason, count, rows in reasons:
            yield f"    rejected: {reason} ({count:,} rows, such as row {_listed(rows)})"
        cells = connection.execute(
            "select column_name, reason, count(*), list(row_number order by row_number)"
            f"[:{EXAMPLES_PER_REASON}], list_sort(list(distinct raw_value))[:{WORDS_SHOWN}] "
            "from raw._rejected_values where file = ? and entity = ? "
            "group by column_name, reason order by 3 desc, 1",
            key,
        ).fetchall()
        vocabularies = load_contract()[report.entity].columns
        for column, reason, count, rows, words in cells:
            found = ""
            if vocabularies[column].values or vocabularies[column].data_type == "boolean":
                found = f", found {', '.join(f'“{word}”' for word in words)}"
            where = f"{count:,} cells, such as row {_listed(rows)}"
            yield f"    empty instead of {column}: {reason}{found} ({where})"
            if found:
                yield (
                    f"      say what they mean in {report.file.split('/')[0]}/mapping.yml: values: "
                    f'{{{report.entity}: {{{column}: {{{WORD}: ["{words[0]}"]}}}}}}'
                )
        unmapped, why, sheets = connection.execute(
            "select unmapped_headers, not_used_because, unread_sheets from raw._files "
            "where file = ? and entity = ?",
            key,
        ).fetchone()
        if sheets:
            yield (
                f"    not read: {', '.join(sheets)}, with the same headers as the sheet that was "
                "and other rows; if they count, save each sheet as a file of its own"
            )
        if report.rows_not_used:
            yield f"    not used: {why} ({report.rows_not_used:,} rows)"
        if report.entity in WITH_STATES:
            yield from _undated_lines(report, connection)
        if unmapped:
            yield f"    kept in extra: {', '.join(unmapped)}"


def _undated_lines(report: FileReport, connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    is_dated = connection.execute(
        "select bool_and(exported_at is not null) from raw._files where file = ? and entity = ?",
        [report.file, report.entity],
    ).fetchone()[0]
    counted = connection.execute(
        f"select max(_exported_at)::date from raw.{report.entity} where _file = ?", [report.file]
    ).fetchone()[0]
    if not is_dated and counted:
        yield (
            f"    no date in its name and no updated_at inside: what its rows say of their state "
            f"counts from {counted}, the newest event of all files; put the day of the export in "
            "the name, such as 2026-04-30"
        )


def _listed(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows)


def _summary(result: LoadResult) -> Iterable[str]:
    loaded: dict[str, int] = {}
    for report in result.files:
        if report.entity:
            loaded[report.entity] = loaded.get(report.entity, 0) + report.rows_loaded
    missing = [name for name in load_contract() if not loaded.get(name)]
    yield "Rows per entity: " + ", ".join(f"{n} {c:,}" for n, c in sorted(loaded.items()))
    if missing:
        yield f"Without rows: {', '.join(missing)}"
