"""Compares what was loaded with the contracts, and says what changed since, and when.

A share has changed if it moved further than its counts allow (four standard errors, with room for
the differences that files of one series always have); a word is new if so many rows of words never
seen are beyond what chance gives; a number's unit if its mean logarithm moved.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb

from smarketing.export_contracts.document import counts_of, read_documents
from smarketing.export_contracts.facts import measure
from smarketing.validation.result import CheckResult

SQL = Path(__file__).with_name("changes.sql")
TABLES = {
    "known_files": {"file": "varchar"},
    "contract_files": {
        "system": "varchar", "series": "varchar", "file": "varchar", "sha256": "varchar",
        "exported_on": "date",
    },
    "contract_entities": {
        "series": "varchar", "entity": "varchar", "rows": "bigint", "repeated": "bigint",
        "files": "bigint", "log_rows": "double", "spread_rows": "double", "log_rate": "double",
        "spread_rate": "double", "days_behind": "bigint",
    },
    "contract_cells": {
        "series": "varchar", "header": "varchar", "used_as": "varchar", "files": "bigint",
        "looked_at": "bigint", "empty": "bigint", "text": "bigint", "day": "bigint",
        "number": "bigint", "day_first": "bigint", "month_first": "bigint",
        "year_first": "bigint", "decimal_point": "bigint", "decimal_comma": "bigint",
        "spread": "double",
    },
    "contract_words": {
        "series": "varchar", "entity": "varchar", "column_name": "varchar", "word": "varchar",
        "rows": "bigint",
    },
    "contract_numbers": {
        "series": "varchar", "entity": "varchar", "column_name": "varchar", "cells": "bigint",
        "mean_log": "double", "spread_log": "double", "spread": "double",
    },
    "contract_unread": {
        "series": "varchar", "entity": "varchar", "column_name": "varchar", "cells": "bigint",
    },
}  # fmt: skip


def find_changes(build_file: Path, folder: Path, *, each_file: bool = False) -> list[CheckResult]:
    """Return what the files loaded since the contracts of a folder show differently.

    Of a series only what its newest file still shows, dated by the first file of that kind;
    each_file: by file instead. Without contracts there is nothing to say. Raises DataRefused for a
    contract that can't be read.
    """
    rows = _contract_rows(folder)
    if not rows["contract_files"]:
        return []
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for table, columns in TABLES.items():
            _fill(connection, table, columns, rows[table])
        connection.execute(
            "insert into known_files select file from raw._files "
            "where sha256 in (select sha256 from contract_files)"
        )
        measure(connection)
        connection.execute(SQL.read_text(encoding="utf-8"))
        table = "changes_by_file" if each_file else "changes_in_force"
        result = connection.execute(f"select * from {table} order by all")
        names = [column[0] for column in result.description]
        return [_check(dict(zip(names, row, strict=True))) for row in result.fetchall()]


def _check(row: dict) -> CheckResult:
    day: date | None = row["exported_on"]
    details = {"day": day.isoformat() if day else None, "header": row["header"]}
    details |= {name: row[name] for name in ("before", "now", "words") if row[name] is not None}
    return CheckResult(
        check_id=f"{row['series']}.{row['kind']}.{row['header']}",
        kind=row["kind"],
        severity="warning",
        status="failed",
        entity=row["entity"] or "",
        column_name=row["header"] or "",
        file=row["file"] or row["series"],
        failing=row["failing"] or 0,
        checked=row["checked"] or 0,
        details=details,
    )


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[dict]
) -> None:
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create or replace temp table {table} ({typed})")
    if rows:
        structure = "struct(" + typed + ")[]"
        given = [{name: row.get(name) for name in columns} for row in rows]
        connection.execute(
            f"insert into {table} select unnest(?::json::{structure}, recursive := true)",
            [json.dumps(given, ensure_ascii=False)],
        )


def _contract_rows(folder: Path) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {table: [] for table in TABLES}
    for system, document in read_documents(folder):
        for one in document["schema"]:
            series, counts = one["physicalName"], counts_of(one)
            rows["contract_files"] += [
                {**item, "system": system, "series": series} for item in counts["files"]
            ]
            for part in ("entities", "words", "numbers", "unread"):
                rows[f"contract_{part}"] += [{**item, "series": series} for item in counts[part]]
            for item in one["properties"]:
                cell = dict.fromkeys(TABLES["contract_cells"], 0) | counts_of(item)
                cell |= {"series": series, "header": item["physicalName"]}
                cell["used_as"] = cell["used_as"] or None
                rows["contract_cells"].append(cell)
                rows["contract_words"] += _words_by_hand(series, item, cell, counts["words"])
    return rows


def _words_by_hand(series: str, item: dict, cell: dict, counted: list[dict]) -> list[dict]:
    """Return the words of a property's validValues that no count has: a person added them."""
    listed = [
        word
        for rule in item.get("quality", ())
        for word in (rule.get("arguments") or {}).get("validValues", ())
    ]
    known = {(row["entity"], row["column_name"], row["word"]) for row in counted}
    return [
        {"series": series, "entity": entity, "column_name": column, "word": word, "rows": 2}
        for word in listed
        for entity, column in (used.split(".") for used in (cell["used_as"] or "").split(", "))
        if any(row["column_name"] == column and row["entity"] == entity for row in counted)
        and (entity, column, word) not in known
    ]
