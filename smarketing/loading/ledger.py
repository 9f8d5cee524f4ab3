"""The raw schema: its tables, and the ledger of files that are already in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import phonenumbers

from smarketing.contract import Entity, load_ledger_tables
from smarketing.loading.spec_links import CONTACTS
from smarketing.loading.specs import Spec
from smarketing.loading.typing_sql import identifier
from smarketing.loading.workshop import insert_rows

# Raise it when the loader reads the same file differently than before.
LOADER_VERSION = 14
LEDGER_COLUMNS = {
    "file": "varchar",
    "sha256": "varchar",
    "fingerprint": "varchar",
    "completed_by": "varchar",
    "role": "varchar",
    "day_order": "varchar",
}
# What lookups said of a file's rows; the keys may be names, of which only numbers are kept.
LOOKUP_COLUMNS = {
    "file": "varchar",
    "lookup": "varchar",
    "key_hash": "ubigint",
    "answer_hash": "ubigint",
}


@dataclass(frozen=True)
class LedgerRow:
    """What is known of a file in the ledger; role is JSON of what the file was used for.

    completed_by: fingerprint of the files of the lookups that its rows need.
    """

    sha256: str
    fingerprint: str
    completed_by: str
    role: dict
    day_order: str | None


def raw_columns(entity: Entity) -> dict[str, str]:
    """Return {column: SQL type} of an entity's raw table, lineage columns included."""
    columns = {column.name: column.data_type for column in entity.columns.values()}
    for column in entity.columns.values():
        if column.data_type == "timestamp":
            columns[f"{column.name}_is_date_only"] = "boolean"
    lineage = {
        "_source_system": "varchar",
        "_file": "varchar",
        "_row": "bigint",
        "_exported_at": "timestamp",
        "extra": "varchar",
    }
    return {**columns, **lineage}


def fingerprint(*parts: str) -> str:
    """Return a hash of everything besides its bytes that a file's rows depend on."""
    versions = [str(LOADER_VERSION), phonenumbers.__version__]
    return hashlib.sha256("\n".join([*versions, *parts]).encode()).hexdigest()


def _tables(contract: dict[str, Entity]) -> dict[str, dict[str, str]]:
    tables = {name: raw_columns(entity) for name, entity in contract.items()}
    tables |= {name: dict(columns) for name, columns in load_ledger_tables().items()}
    return {**tables, "_ledger": LEDGER_COLUMNS, "_lookups": LOOKUP_COLUMNS}


def read_ledger(
    connection: duckdb.DuckDBPyConnection, contract: dict[str, Entity], exports_folder: str
) -> dict[str, LedgerRow] | None:
    """Return the ledger by file, or None if the load has to start afresh.

    So it has when a table is missing or of another contract, when another folder was loaded before,
    or when the last load did not come to its end.
    """
    try:
        for name, columns in _tables(contract).items():
            asked = connection.execute(f"select * from raw.{identifier(name)} limit 0")
            if [column for column, *_ in asked.description] != list(columns):
                return None
    except duckdb.CatalogException:
        return None
    folder = connection.execute("select min(exports_folder) from raw._run").fetchone()[0]
    if folder != exports_folder:
        return None
    found = connection.execute(f"select {', '.join(LEDGER_COLUMNS)} from raw._ledger")
    return {
        file: LedgerRow(sha, mark, completed_by, json.loads(role), order)
        for file, sha, mark, completed_by, role, order in found.fetchall()
    }


def start_afresh(connection: duckdb.DuckDBPyConnection, contract: dict[str, Entity]) -> None:
    """Create every raw table, empty."""
    connection.execute("create schema if not exists raw")
    for name, columns in _tables(contract).items():
        body = ", ".join(f"{identifier(column)} {kind}" for column, kind in columns.items())
        connection.execute(f"create or replace table raw.{identifier(name)} ({body})")


def forget(
    connection: duckdb.DuckDBPyConnection, contract: dict[str, Entity], files: list[str]
) -> None:
    """Delete the rows of files that are gone or about to be read again."""
    if not files:
        return
    for entity in contract:
        connection.execute(
            f"delete from raw.{identifier(entity)} where _file in (select unnest(?))", [files]
        )
    for table in ("_files", "_cells", "_rejects", "_rejected_values", "_lookups", "_ledger"):
        connection.execute(f"delete from raw.{table} where file in (select unnest(?))", [files])


def note_completed(connection: duckdb.DuckDBPyConnection, file: str, completed_by: str) -> None:
    """Note the lookups' files of today for a file of which they say the same as those before."""
    connection.execute(
        "update raw._ledger set completed_by = ? where file = ?", [completed_by, file]
    )


def write_systems(connection: duckdb.DuckDBPyConnection, specs: Iterable[Spec]) -> None:
    """List the systems of the exports, what people call them, and where their records' pages are.

    Contacts without a page of their own have that of leads. Of two folders of one system the
    first is listed.
    """
    by_system: dict[str, Spec] = {}
    for spec in specs:
        by_system.setdefault(spec.system, spec)
    rows = [
        (spec.system, spec.label or spec.system, entity, address)
        for spec in by_system.values()
        for entity, address in _addresses(spec).items()
    ]
    connection.execute("delete from raw._systems")
    insert_rows(connection, "raw._systems", rows)


def _addresses(spec: Spec) -> dict[str, str | None]:
    entities = dict.fromkeys(entry.entity for entry in spec.entries)
    if "leads" in entities:
        entities[CONTACTS] = spec.record_urls.get("leads")
    return entities | spec.record_urls
