"""Is what a run would build already published? Then it stands, and only pages are written.

A build depends on nothing but the files in the ledger, the settings, the vars and the code: two
builds of the same are equal to the byte (tests/python/test_reproducible.py). The key of all of
them is kept in `raw._built` of the file that they made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused
from smarketing.paths import PROJECT
from smarketing.warehouse.build import Project

# What a table can depend on; notebooks and tests are not among it.
CODE_FOLDERS = ("models", "macros", "seeds", "smarketing", "requirements")
CODE_FILES = ("dbt_project.yml", "profiles.yml")
LOADED = (
    "select * from raw._ledger order by all",
    "select * from raw._systems order by all",
    "select * from raw._run",
)


def resolve_full_refresh(variables: Mapping[str, str]) -> bool:
    """Return whether FULL_REFRESH asks for everything anew; raises DataRefused for no 0 or 1."""
    word = variables.get("FULL_REFRESH", "").strip()
    if word not in ("", "0", "1"):
        raise DataRefused(f"FULL_REFRESH={word} is neither 0 nor 1; write 1 to build all anew.")
    return word == "1"


def note_built(project: Project) -> None:
    """Write into a build file what it has been built from."""
    with duckdb.connect(str(project.build_file)) as connection:
        key = _key(connection, project)
        connection.execute("delete from raw._built")
        connection.execute("insert into raw._built values (?)", [key])


def is_published(project: Project, warehouse: Path) -> bool:
    """Tell whether a published warehouse was built from what the build file has just loaded."""
    if not warehouse.is_file():
        return False
    with duckdb.connect(str(project.build_file), read_only=True) as connection:
        key = _key(connection, project)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            return connection.execute("select inputs from raw._built").fetchall() == [(key,)]
        except duckdb.CatalogException:  # of an earlier version
            return False


def _key(connection: duckdb.DuckDBPyConnection, project: Project) -> str:
    loaded = [connection.execute(query).fetchall() for query in LOADED]
    inputs = [loaded, project.vars, duckdb.__version__, _code()]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _code() -> str:
    """Return a hash of every file of the project that a table can depend on."""
    paths = [PROJECT / name for name in CODE_FILES]
    for folder in CODE_FOLDERS:
        paths += (path for path in (PROJECT / folder).rglob("*") if path.suffix != ".pyc")
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()
