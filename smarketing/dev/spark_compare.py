"""Whether a table that Spark built says the same as DuckDB's, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

# Engines add doubles in orders of their own; beyond this share two numbers are two numbers.
DOUBLES_DIFFER_BY = 1e-9
# Marts show ten decimals (macro published): the last may be rounded the other way.
LAST_DECIMAL = 1.5e-10


@dataclass(frozen=True)
class Mart:
    """A table of both engines: its schema on DuckDB, its name, the columns that identify a row."""

    schema: str
    name: str
    key: Sequence[str]


@dataclass(frozen=True)
class Difference:
    """What differs in one mart: how many rows, and one of them."""

    rows: int
    example: str


def difference(
    connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path
) -> Difference | None:
    """Compare a mart with the Parquet files of the same table, and return what differs, if any.

    connection: on the warehouse that DuckDB built; its TimeZone is UTC. folder: the files that
    Spark wrote. A table without a key has its rows paired in the order of their cells.
    """
    types = _columns(connection, f'"{mart.schema}"."{mart.name}"')
    files = f"read_parquet('{folder}/*.parquet')"
    names = set(_columns(connection, files))
    if names != set(types):
        odd = ", ".join(sorted(names ^ set(types)))
        return Difference(0, f"columns that only one of them has: {odd}")
    key = list(mart.key) or ["pair"]
    values = [name for name in types if name not in key]
    pair = ""
    if not mart.key:
        exact = [f'"{name}"' for name, kind in types.items() if kind != "DOUBLE"]
        rest = [f'"{name}"' for name, kind in types.items() if kind == "DOUBLE"]
        pair = f", row_number() over (order by {', '.join(exact + rest)}) as pair"
    cast = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in types.items())
    differs = {name: _differs(name, types[name]) for name in values}
    # the first column that differs, with both values
    told = " ".join(
        f"when {condition} then concat('{name}: ', {_text('ours', name)}, ' and ', "
        f"{_text('theirs', name)})"
        for name, condition in differs.items()
    )
    on = " and ".join(f'ours."{name}" is not distinct from theirs."{name}"' for name in key)
    keys = ", ' | ', ".join(
        f'coalesce(cast(coalesce(ours."{name}", theirs."{name}") as varchar), \'-\')'
        for name in key
    )
    rows = connection.execute(
        f"""
        with ours as (select *, true as is_there {pair} from "{mart.schema}"."{mart.name}"),
        read as (select {cast} from {files}),
        theirs as (select *, true as is_there {pair} from read),
        told as (
            select concat({keys}, ': ', case
                when ours.is_there is null then 'only Spark has it'
                when theirs.is_there is null then 'only DuckDB has it'
                {told}
            end) as example, ours.is_there and theirs.is_there as in_both
            from ours full join theirs on {on}
            where ours.is_there is null or theirs.is_there is null
                or {" or ".join(differs.values()) or "false"}
        )
        select count(*), coalesce(min(example) filter (where in_both), min(example)) from told
        """
    ).fetchone()
    return Difference(*rows) if rows and rows[0] else None


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return {row[0]: row[1] for row in described}


def _differs(name: str, kind: str) -> str:
    ours, theirs = f'ours."{name}"', f'theirs."{name}"'
    if kind != "DOUBLE":
        return f"{ours} is distinct from {theirs}"
    return (
        f"(({ours} is null) <> ({theirs} is null) or abs({ours} - {theirs})"
        f" > greatest({DOUBLES_DIFFER_BY} * greatest(abs({ours}), abs({theirs})), {LAST_DECIMAL}))"
    )


def _text(side: str, name: str) -> str:
    return f"coalesce(cast({side}.\"{name}\" as varchar), 'nothing')"
