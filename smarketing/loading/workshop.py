"""Where a load works: a folder for temporary files, staging tables, a connection per thread."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

THREAD_COUNT = 2


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence]
) -> None:
    """Insert a few rows of values, in the order of the table's columns."""
    if rows:
        columns = [list(cells) for cells in zip(*rows, strict=True)]
        unnested = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"insert into {table} select {unnested}", columns)


class Workshop:
    """A folder for temporary files and the connections that stage into it, one per thread."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection):
        self.folder = folder
        self._first_connection = connection
        self._of_thread = threading.local()
        self._numbers = itertools.count(1)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection of this thread."""
        return getattr(self._of_thread, "connection", self._first_connection)

    def new_path(self, ending: str) -> Path:
        """Return a path for a temporary file."""
        return self.folder / f"{next(self._numbers)}{ending}"

    def new_table(self, kind: str) -> str:
        """Return a name for a staging table."""
        return f"loading_scratch.{kind}_{next(self._numbers)}"

    def table_of(self, kind: str, columns: Sequence[str], rows: Sequence[tuple]) -> str:
        """Create a staging table of a few rows; `columns` are names with types."""
        table = self.new_table(kind)
        self.connection.execute(f"create table {table} ({', '.join(columns)})")
        insert_rows(self.connection, table, rows)
        return table

    @contextmanager
    def threads(self) -> Iterator[ThreadPoolExecutor]:
        """Yield threads with connections of their own: a small file keeps DuckDB on one core."""
        with self._connections() as connections, self._threads_of(connections) as threads:
            yield threads

    @contextmanager
    def transactions(self) -> Iterator[ThreadPoolExecutor]:
        """Yield threads whose connections are in a transaction each, committed in the end."""
        with self._connections() as connections:
            for connection in connections:
                connection.begin()
            with self._threads_of(connections) as threads:
                yield threads
            # what is left to compress is done at once, too
            with ThreadPoolExecutor(THREAD_COUNT) as committing:
                list(committing.map(duckdb.DuckDBPyConnection.commit, connections))

    @contextmanager
    def _connections(self) -> Iterator[list[duckdb.DuckDBPyConnection]]:
        with ExitStack() as stack:
            connections = [
                stack.enter_context(self._first_connection.cursor()) for _ in range(THREAD_COUNT)
            ]
            for connection in connections:
                connection.execute("set TimeZone = 'UTC'")
            yield connections

    @contextmanager
    def _threads_of(
        self, connections: Sequence[duckdb.DuckDBPyConnection]
    ) -> Iterator[ThreadPoolExecutor]:
        free = list(connections)

        def take_connection() -> None:
            self._of_thread.connection = free.pop()

        threads = ThreadPoolExecutor(THREAD_COUNT, initializer=take_connection)
        try:
            yield threads
        finally:
            threads.shutdown(cancel_futures=True)  # a refusal need not wait for the rest
