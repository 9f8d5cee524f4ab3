"""Read-only access to the published warehouse that copes with marts that are not there.

A company with nothing but leads still gets its report: an absent table is an empty frame with the
columns of the contract, an absent column is null.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from smarketing.errors import SmarketingError


class Warehouse:
    """A published warehouse, opened read-only. Use as a context manager; keep it open briefly."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise SmarketingError(
                f"The warehouse {path} does not exist; build it with `make warehouse` first."
            )
        self._connection = duckdb.connect(
            str(path), read_only=True, config={"autoinstall_known_extensions": False}
        )
        rows = self._connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
        ).fetchall()
        self._columns: dict[str, set[str]] = {}
        for table, column in rows:
            self._columns.setdefault(table, set()).add(column)

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether `schema.table` exists with all `columns`."""
        return table in self._columns and set(columns) <= self._columns[table]

    def query(self, sql: str, parameters: dict | None = None) -> pl.DataFrame:
        """Run a query and return its rows; parameters are written `$name`."""
        relation = self._connection.sql(sql, params=parameters or {})
        return pl.from_arrow(relation.to_arrow_table())

    def read(
        self,
        table: str,
        columns: dict[str, str],
        where: str = "true",
        parameters: dict | None = None,
    ) -> pl.DataFrame:
        """Return the named columns, cast to the given DuckDB types, of the rows of `schema.table`.

        `where` may only use columns of the contract: it is skipped when one of them is absent.
        """
        present = self._columns.get(table, set())
        selected = ", ".join(
            f'cast("{name}" as {kind}) as "{name}"'
            if name in present
            else f'cast(null as {kind}) as "{name}"'
            for name, kind in columns.items()
        )
        if not present:
            return self.query(f"select {selected} where false")
        schema, name = table.split(".", 1)
        return self.query(f'select {selected} from "{schema}"."{name}" where {where}', parameters)
