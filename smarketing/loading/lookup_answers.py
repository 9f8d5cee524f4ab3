"""What lookups said of a file's rows, by which a later load knows that they say the same.

A new export of all companies comes with every month; the contacts of earlier months are read again
only where it says something else of one of their companies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from smarketing.loading.lookups import comparable
from smarketing.loading.progress import Job
from smarketing.loading.source_rows import text_of_key
from smarketing.loading.specs import Lookup
from smarketing.loading.typing_sql import identifier


def write_answers(job: Job, connection: duckdb.DuckDBPyConnection) -> None:
    """Write each key of a file's rows and what its lookup says of it to `raw._lookups`."""
    asked: dict[str, list[str]] = defaultdict(list)
    for reading in job.readings:
        for name, positions in reading.plan.lookup_keys.items():
            key = comparable(text_of_key(positions), job.spec.lookups[name], job.spec.id_style)
            asked[name].append(f"select {key} as lookup_key from {job.staged.table} as f")
    tables = {name: table for reading in job.readings for name, table in reading.lookups.items()}
    for name, keys in asked.items():
        answer = _answer(job.spec.lookups[name]) if name in tables else "null::ubigint"
        known = f"left join {tables[name]} as known using (lookup_key)" if name in tables else ""
        connection.execute(
            f"insert into raw._lookups select ?, ?, hash(asked.lookup_key), {answer} "
            f"from ({' union '.join(keys)}) as asked {known} where asked.lookup_key is not null",
            [job.file.name, name],
        )


def answered_otherwise(
    jobs: Sequence[Job],
    tables: Mapping[tuple[Path, str], str],
    connection: duckdb.DuckDBPyConnection,
) -> list[Job]:
    """Return the files of which a lookup says something else than when they were read.

    tables: {(folder, lookup): staging table}, without the lookups that have no file any more.
    """
    asking: dict[tuple[Path, str], list[Job]] = defaultdict(list)
    for job in jobs:
        for name in job.role["needs"]:
            asking[job.file.folder, name].append(job)
    changed: set[str] = set()
    for (folder, name), askers in asking.items():
        table = tables.get((folder, name))
        answer = _answer(askers[0].spec.lookups[name]) if table else "null"
        known = f"left join {table} as known on key_hash = hash(known.lookup_key)" if table else ""
        rows = connection.execute(
            f"select distinct file from raw._lookups as asked {known} "
            "where lookup = ? and file in (select unnest(?)) "
            f"and answer_hash is distinct from {answer}",
            [name, [job.file.name for job in askers]],
        )
        changed.update(file for (file,) in rows.fetchall())
    return [job for job in jobs if job.file.name in changed]


def _answer(lookup: Lookup) -> str:
    cells = ", ".join(f"known.{identifier(column)}" for column in lookup.columns)
    return f"case when known.lookup_key is not null then hash({cells}) end"
