"""Writes the contracts of a warehouse's systems from what was loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from smarketing.export_contracts.document import (
    document_of,
    file_of,
    read_documents,
    write_document,
)
from smarketing.export_contracts.facts import measure

FIRST_VERSION = "1.0.0"
SPREAD = "coalesce(round(var_samp({}), 6), 0)"
# Each gives one row per series and thing, summed over the series' files.
PARTS = {
    "files": """
        select series, file, sha256, exported_on::varchar as exported_on
        from file_facts order by exported_on, file
    """,
    "entities": f"""
        select
            series, entity, sum(rows)::bigint as rows, sum(repeated)::bigint as repeated,
            count(*) as files,
            round(avg(ln(rows)), 6) as log_rows,
            {SPREAD.format("ln(rows)")} as spread_rows,
            round(avg(ln(rows / (last_day - first_day + 1))), 6) as log_rate,
            {SPREAD.format("ln(rows / (last_day - first_day + 1))")} as spread_rate,
            max(greatest(exported_on - last_day, 0)) as days_behind
        from entity_facts inner join file_facts using (series, file)
        group by all order by entity
    """,
    "cells": f"""
        select
            series, min_by(header, file) as header, max_by(used_as, file) as used_as,
            count(distinct file) as files,
            {", ".join(f"sum({name})::bigint as {name}" for name in (
                "looked_at", "empty", "text", "day", "number", "day_first", "month_first",
                "year_first", "decimal_point", "decimal_comma",
            ))},
            -- between files, beyond what their counts explain
            greatest(0, coalesce(round(
                var_samp(empty / looked_at)
                - avg(empty * (looked_at - empty) / looked_at ** 3), 6
            ), 0)) as spread
        from cell_facts
        group by series, lower(trim(header)) order by min(position)
    """,
    "words": """
        select series, entity, column_name, word, sum(rows)::bigint as rows
        from word_facts
        group by 1, 2, 3, 4
        qualify count(*) over (partition by series, entity, column_name) <= 60
        order by entity, column_name, rows desc, word
    """,
    "numbers": f"""
        select
            series, entity, column_name, sum(cells)::bigint as cells,
            round(sum(cells * mean_log) / sum(cells), 6) as mean_log,
            round(sum(cells * spread_log) / sum(cells), 6) as spread_log,
            {SPREAD.format("mean_log")} as spread
        from number_facts
        group by all order by entity, column_name
    """,
    "unread": """
        select series, entity, column_name, sum(cells)::bigint as cells
        from unread_facts
        group by all order by entity, column_name
    """,
}  # fmt: skip


def write_contracts(warehouse: Path, folder: Path) -> list[Path]:
    """Write one contract per system from the raw tables of a warehouse; return the files.

    A contract that is there is replaced, with its version one step higher.
    """
    versions = {system: document["version"] for system, document in read_documents(folder)}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("create temp table known_files as select '' as file where false")
        measure(connection)
        parts = {name: _by_series(connection, query) for name, query in PARTS.items()}
        systems = connection.execute(
            "select system, coalesce(min(label), system), list(distinct series order by series) "
            "from file_facts left join raw._systems using (system) group by system order by 1"
        ).fetchall()
    written = []
    for system, label, names in systems:
        series = [
            {"series": name, **{part: rows.get(name, []) for part, rows in parts.items()}}
            for name in names
        ]
        file = file_of(folder, system)
        write_document(document_of(system, label, _next(versions.get(system)), series), file)
        written.append(file)
    return written


def _by_series(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[dict]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in result.fetchall():
        one = dict(zip(names, row, strict=True))
        found.setdefault(one.pop("series"), []).append(one)
    return found


def _next(version: str | None) -> str:
    if version is None:
        return FIRST_VERSION
    major, minor, *_ = version.split(".")
    return f"{major}.{int(minor) + 1}.0"
