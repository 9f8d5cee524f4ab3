"""Counts what the cells of a file look like, header by header, before anything is made of them.

So that a later export can be compared with this one (smarketing.export_contracts): a header that
went, a column that emptied, another order of day and month, another decimal sign.
"""

from __future__ import annotations

import duckdb

from smarketing.loading.plan import column_name
from smarketing.loading.progress import Job
from smarketing.loading.typing_sql import literal

# Rows looked at, spread evenly over the file: enough for shares, cheap for wide files.
ROWS_LOOKED_AT = 1_000

# The first that fits. 1.234 may be 1234 or 1,234: it says nothing of the decimal sign.
KINDS = {
    "empty": "cell is null",
    # most cells are words: one look is enough
    "text": r"not regexp_matches(left(cell, 6), '\d')",
    "day_year_first": r"regexp_matches(cell, '^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}($|[ T])')",
    "day_unclear": r"regexp_matches(cell, '^(0?\d|1[0-2])[-/.](0?\d|1[0-2])[-/.]\d{2,4}($|[ T,])')",
    "day_first": r"regexp_matches(cell, '^\d{1,2}[-/.](0?\d|1[0-2])[-/.]\d{2,4}($|[ T,])')",
    "month_first": r"regexp_matches(cell, '^(0?\d|1[0-2])[-/.]\d{1,2}[-/.]\d{2,4}($|[ T,])')",
    "whole_number": r"regexp_full_match(cell, '[+-]?\d+|-?\d{1,3}([.,]\d{3})+')",
    "decimal_point": r"regexp_full_match(cell, '[^\d\s]{0,4} ?-?(\d+|\d{1,3}(,\d{3})+)\.\d+')",
    "decimal_comma": r"regexp_full_match(cell, '[^\d\s]{0,4} ?-?(\d+|\d{1,3}(\.\d{3})+),\d+')",
}


def count_cell_kinds(job: Job, connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Return the kinds of a staged file's cells as rows of `_cells`."""
    staged = job.staged
    if staged is None or not staged.width:
        return []
    headers = staged.sniffed.layout.headers
    used = _used_as(job)
    names = ", ".join(
        f"({literal(column_name(p))}, {p}, {literal(header or f'column {p + 1}')}, "
        f"{literal(used[p]) if p in used else 'null'})"
        for p, header in enumerate(headers)
    )
    nulls = ", ".join(literal(word) for word in (*job.spec.nulls, ""))
    cells = ", ".join(
        f"case when trim({column_name(p)}) in ({nulls}) then null else trim({column_name(p)}) end"
        f" as {column_name(p)}"
        for p in range(staged.width)
    )
    kinds = " ".join(f"when {condition} then '{kind}'" for kind, condition in KINDS.items())
    return connection.execute(
        f"""
        with sampled as (
            select {cells} from {staged.table}
            where rowid % (
                select greatest(1, count(*) // {ROWS_LOOKED_AT}) from {staged.table}
            ) = 0
        )
        select {literal(job.file.name)}, names.position, names.header, names.used_as,
            case {kinds} else 'text' end as cell_kind, count(*)
        from (
            from sampled unpivot include nulls (
                cell for name_of_column in ({", ".join(map(column_name, range(staged.width)))})
            )
        ) as cells
        inner join (values {names}) as names (name_of_column, position, header, used_as)
            using (name_of_column)
        group by all
        """
    ).fetchall()


def _used_as(job: Job) -> dict[int, str]:
    """Return {position: canonical columns that it feeds}, such as `leads.owner, tasks.owner`."""
    found: dict[int, dict[str, None]] = {}
    for reading in job.readings:
        entity, unpivot = reading.plan.entity.name, reading.plan.entry.unpivot
        for position, _ in reading.plan.unpivot_columns:
            found.setdefault(position, {})[f"{entity}.{unpivot.value}"] = None
        for column, sources in reading.plan.sources.items():
            for source in sources:
                if source.reference[1:].isdigit():
                    found.setdefault(int(source.reference[1:]), {})[f"{entity}.{column}"] = None
    return {position: ", ".join(columns) for position, columns in found.items()}
