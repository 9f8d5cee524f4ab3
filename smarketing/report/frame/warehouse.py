"""Read-only access to the published warehouse: `read("contact.rpt_speed_to_lead")`.

Columns and types are the warehouse's own. What it lacks (it may be of an earlier version, or of a
company with nothing but leads) is null, or an empty frame, as the models' YAML describes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from smarketing.contract import columns_of_table
from smarketing.errors import SmarketingError

# Other types come as they are: polars counts and computes with these two alone.
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
BROKEN = ("DECIMAL", "FLOAT", "HUGEINT")


class Warehouse:
    """A published warehouse. Each call opens it briefly: a notebook left open holds no file.

    Opening costs more than most questions: `keep_open`, or use it as a context manager, for many.
    Raises SmarketingError where it is absent, or was published anew between two calls: numbers of
    two runs must not meet on one page.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._columns: dict[str, dict[str, str]] = {}
        self._file = self._identity()

    def keep_open(self) -> None:
        """Open the file for all calls to come, for a process that reads one page's numbers."""
        self._connection = self._connection or self._opened()

    def __enter__(self) -> Warehouse:
        self.keep_open()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._connection = None

    def query(self, sql: str, parameters: dict | None = None) -> pl.DataFrame:
        """Run a query and return its rows; parameters are written `$name`."""
        with self._open() as connection:
            relation = connection.sql(sql, params=parameters or {})
            return pl.from_arrow(relation.to_arrow_table())

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether `schema.table` exists with all `columns`."""
        return set(columns) <= set(self._present().get(table, ())) and table in self._present()

    def read(
        self, table: str, *columns: str, where: str = "true", parameters: dict | None = None
    ) -> pl.DataFrame:
        """Return the rows of `schema.table`: the columns named, all of them where none is.

        Whole numbers come as Int64 and others as Float64.
        """
        schema, name = table.split(".", 1)
        present = self._present().get(table, {})
        described = {} if columns and set(columns) <= set(present) else columns_of_table(name)
        selected = ", ".join(
            _selected(column, present.get(column), described.get(column, "varchar"))
            for column in columns or [*present, *(set(described) - set(present))]
        )
        if not present:
            return self.query(f"select {selected} where false")
        return self.query(f'select {selected} from "{schema}"."{name}" where {where}', parameters)

    def _present(self) -> dict[str, dict[str, str]]:
        """Return {schema.table: {column: type}} of what the file holds."""
        if not self._columns:
            with self._open() as connection:
                rows = connection.execute(
                    "select table_schema || '.' || table_name, column_name, data_type"
                    " from information_schema.columns"
                    " where table_catalog = 'warehouse' order by ordinal_position"
                ).fetchall()
            for table, column, kind in rows:
                self._columns.setdefault(table, {})[column] = kind
        return self._columns

    @contextmanager
    def _open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._connection is not None:
            yield self._connection
            return
        with self._opened() as connection:
            yield connection

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._identity() != self._file:
            raise SmarketingError(
                f"The warehouse {self.path} was published again meanwhile; run all cells again."
            )
        # Attached to an instance of its own: one process may read the file in several ways.
        connection = duckdb.connect(config={"autoinstall_known_extensions": False})
        path = str(self.path).replace("'", "''")
        connection.execute(f"attach '{path}' as warehouse (read_only)")
        connection.execute("use warehouse")
        return connection

    def _identity(self) -> tuple[int, int]:
        if not self.path.is_file():
            raise SmarketingError(
                f"The warehouse {self.path} does not exist; build it with `make warehouse` first."
            )
        status = self.path.stat()
        return status.st_ino, status.st_mtime_ns


def _selected(column: str, kind: str | None, described: str) -> str:
    value = "null" if kind is None else f'"{column}"'
    kind = (kind or described).upper()
    if kind in WHOLE:
        kind = "bigint"
    elif kind.startswith(BROKEN):
        kind = "double"
    return f'cast({value} as {kind}) as "{column}"'
