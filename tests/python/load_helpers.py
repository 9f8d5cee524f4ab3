"""Helpers of the loader's tests: write a folder of exports, load it, ask raw."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb
import pytest

from smarketing.loading import LoadResult, load

REPOSITORY = Path(__file__).resolve().parents[2]


class Exports:
    """A folder of exports and the build file it is loaded into."""

    def __init__(self, folder: Path):
        self.folder = folder / "exports"
        self.build_file = folder / "build.duckdb"
        self.said: list[str] = []

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def load(self) -> LoadResult:
        return load(self.folder, self.build_file, say=self.said.append)

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.build_file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str):
        rows = self.rows(query)
        assert len(rows) == 1, rows
        return rows[0] if len(rows[0]) > 1 else rows[0][0]

    def assert_balanced(self) -> None:
        files = self.rows(
            "select file, entity, rows_read, rows_loaded, rows_rejected from raw._files"
        )
        assert files
        for file, entity, read, loaded, rejected in files:
            assert read == loaded + rejected, (file, entity)
            if entity:
                in_raw = f"select count(*) from raw.{entity} where _file = '{file}'"
                in_rejects = f"select count(*) from raw._rejects where file = '{file}' and entity = '{entity}'"
                assert (loaded, rejected) == (self.one(in_raw), self.one(in_rejects))


def work_folder() -> Path:
    """Return a temporary folder in memory, where the system has one: loads are faster there."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))


def built_tables(build_file: Path) -> dict[tuple[str, str], list[tuple]]:
    """Return the rows of every table and view but the loader's, as text, in one order."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema <> 'raw'"
        ).fetchall()
        return {
            name: connection.execute(
                "select cast(t as varchar) as line from {}.{} as t order by line".format(*name)
            ).fetchall()
            for name in names
        }


def shared_data(name: str) -> Path:
    """Return a folder of reference data that is not part of the project, or skip the test."""
    base = os.environ.get("SMARKETING_SHARED_DATA") or REPOSITORY.parent / "shared" / "data"
    folder = Path(base) / name
    if not folder.is_dir():
        pytest.skip(f"reference data {name} is not here (SMARKETING_SHARED_DATA)")
    return folder
